package dev.tracing.autoconfigure;

import java.util.List;

import io.micrometer.tracing.SpanCustomizer;
import io.micrometer.tracing.otel.bridge.EventListener;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelSpanCustomizer;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The tracers to inject: OpenTelemetry's for instrumentation, Micrometer's for
 * applications. Both show the same current span.
 */
@Configuration(proxyBeanMethods = false)
class TracerConfiguration {

	private static final String INSTRUMENTATION_SCOPE = "dev.tracing";

	@Bean
	@ConditionalOnMissingBean
	Tracer openTelemetryTracer(OpenTelemetry openTelemetry) {
		String version = TracingAutoConfiguration.class.getPackage().getImplementationVersion();
		return (version != null) ? openTelemetry.getTracer(INSTRUMENTATION_SCOPE, version)
				: openTelemetry.getTracer(INSTRUMENTATION_SCOPE);
	}

	/**
	 * Micrometer's view of the same spans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(OtelTracer.class)
	static class MicrometerTracerConfiguration {

		@Bean
		@ConditionalOnMissingBean
		OtelCurrentTraceContext otelCurrentTraceContext() {
			return new SharedTraceContext();
		}

		@Bean
		@ConditionalOnMissingBean(io.micrometer.tracing.Tracer.class)
		OtelTracer micrometerOtelTracer(Tracer openTelemetryTracer, OtelCurrentTraceContext otelCurrentTraceContext,
				ObjectProvider<EventListener> eventListeners) {
			List<EventListener> listeners = eventListeners.orderedStream().toList();
			return new OtelTracer(openTelemetryTracer, otelCurrentTraceContext,
					(event) -> listeners.forEach((listener) -> listener.onEvent(event)),
					new OtelBaggageManager(otelCurrentTraceContext, List.of(), List.of()));
		}

		@Bean
		@ConditionalOnMissingBean(Propagator.class)
		OtelPropagator otelPropagator(OpenTelemetry openTelemetry, Tracer openTelemetryTracer) {
			return new OtelPropagator(openTelemetry.getPropagators(), openTelemetryTracer);
		}

		@Bean
		@ConditionalOnMissingBean(SpanCustomizer.class)
		OtelSpanCustomizer otelSpanCustomizer() {
			return new OtelSpanCustomizer();
		}

	}

}
