package dev.tracing.benchmarks;

import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/**
 * The SDK as one would wire it by hand: parent-based probability sampling, W3C
 * propagation, a batch processor, all with the SDK's defaults. The floor of every
 * comparison.
 */
final class HandMadeTracing implements AutoCloseable {

	private static final int FLUSH_SECONDS = 10;

	private final OpenTelemetrySdk sdk;

	private final Tracer tracer;

	/**
	 * Wire the SDK with a batch processor.
	 * @param probability share of new traces to record, 0 to 1
	 * @param exporter where finished spans go
	 */
	HandMadeTracing(double probability, SpanExporter exporter) {
		this(probability, BatchSpanProcessor.builder(exporter).build());
	}

	/**
	 * Wire the SDK.
	 * @param probability share of new traces to record, 0 to 1
	 * @param processor where started and finished spans go
	 */
	HandMadeTracing(double probability, SpanProcessor processor) {
		SdkTracerProvider tracerProvider = SdkTracerProvider.builder()
			.setResource(Resource.getDefault()
				.merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "orders"))))
			.setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(probability)))
			.addSpanProcessor(processor)
			.build();
		this.sdk = OpenTelemetrySdk.builder()
			.setTracerProvider(tracerProvider)
			.setPropagators(ContextPropagators.create(TextMapPropagator
				.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
			.build();
		this.tracer = this.sdk.getTracer("by-hand");
	}

	Tracer tracer() {
		return this.tracer;
	}

	TextMapPropagator propagator() {
		return this.sdk.getPropagators().getTextMapPropagator();
	}

	/**
	 * Export what is waiting, and wait until that is done.
	 */
	void flush() {
		this.sdk.getSdkTracerProvider().forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.sdk.close();
	}

}
