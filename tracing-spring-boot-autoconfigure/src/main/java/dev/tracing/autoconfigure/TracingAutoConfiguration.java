package dev.tracing.autoconfigure;

import java.util.List;

import dev.tracing.logging.TracingFaults;
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
import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the engine: the OpenTelemetry
 * SDK, propagation, sampling, export queues, and the tracers to inject, OpenTelemetry's
 * for instrumentation and Micrometer's for applications, which both show the same current
 * span. Each bean gives way to one of the application.
 *
 * <p>
 * Comes before Spring Boot's own auto-configurations for tracing, which then find their
 * work done. It does so by its order: to name those that are not on the class path would
 * have each of them searched for, at every start.
 */
@AutoConfiguration
@AutoConfigureOrder(TracingAutoConfiguration.ORDER)
@ConditionalOnClass({ OpenTelemetry.class, SdkTracerProvider.class, OtelTracer.class })
@ConditionalOnTracing(withoutEngine = true, besideAgent = true)
@EnableConfigurationProperties(TracingProperties.class)
@Import({ AgentConfiguration.class, SdkConfiguration.class })
public final class TracingAutoConfiguration {

	/**
	 * Order among auto-configurations: before all that state none.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	/**
	 * Name of the bean by which the engine is known to be there.
	 */
	static final String FAULTS = "tracingFaults";

	private static final String INSTRUMENTATION_SCOPE = "dev.tracing";

	@Bean(FAULTS)
	TracingFaults tracingFaults() {
		return new TracingFaults();
	}

	@Bean
	@ConditionalOnMissingBean
	Tracer openTelemetryTracer(OpenTelemetry openTelemetry) {
		String version = TracingAutoConfiguration.class.getPackage().getImplementationVersion();
		return (version != null) ? openTelemetry.getTracer(INSTRUMENTATION_SCOPE, version)
				: openTelemetry.getTracer(INSTRUMENTATION_SCOPE);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	OtelCurrentTraceContext otelCurrentTraceContext() {
		return new SharedTraceContext();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(io.micrometer.tracing.Tracer.class)
	OtelTracer micrometerOtelTracer(Tracer openTelemetryTracer, OtelCurrentTraceContext otelCurrentTraceContext,
			ObjectProvider<EventListener> eventListeners) {
		List<EventListener> listeners = eventListeners.orderedStream().toList();
		return new OtelTracer(openTelemetryTracer, otelCurrentTraceContext,
				(event) -> listeners.forEach((listener) -> listener.onEvent(event)),
				new OtelBaggageManager(otelCurrentTraceContext, List.of(), List.of()));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(Propagator.class)
	OtelPropagator otelPropagator(OpenTelemetry openTelemetry, Tracer openTelemetryTracer) {
		return new OtelPropagator(openTelemetry.getPropagators(), openTelemetryTracer);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(SpanCustomizer.class)
	OtelSpanCustomizer otelSpanCustomizer() {
		return new OtelSpanCustomizer();
	}

}
