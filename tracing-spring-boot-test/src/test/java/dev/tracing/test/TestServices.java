package dev.tracing.test;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

/**
 * Services with SDKs of their own that share one recorder, as several application
 * contexts in one JVM do.
 */
final class TestServices implements AutoCloseable {

	static final ContextKey<String> KEY = ContextKey.named("key");

	private final List<SdkTracerProvider> providers = new ArrayList<>();

	private final TraceRecorder recorder;

	TestServices(TraceRecorder recorder) {
		this.recorder = recorder;
	}

	Tracer start(String name) {
		return start(name, Sampler.alwaysOn());
	}

	Tracer start(String name, Sampler sampler) {
		SdkTracerProvider provider = SdkTracerProvider.builder()
			.setResource(Resource.builder().put(stringKey("service.name"), name).build())
			.setSampler(sampler)
			.addSpanProcessor(this.recorder)
			.build();
		this.providers.add(provider);
		return provider.get("test");
	}

	static Span child(Tracer tracer, Span parent, String name, SpanKind kind) {
		return tracer.spanBuilder(name).setSpanKind(kind).setParent(Context.root().with(parent)).startSpan();
	}

	static Span child(Tracer tracer, Span parent, String name) {
		return child(tracer, parent, name, SpanKind.INTERNAL);
	}

	@Override
	public void close() {
		this.providers.forEach(SdkTracerProvider::close);
	}

}
