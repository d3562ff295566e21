package dev.tracing.autoconfigure;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracers that do nothing, so that
 * an application which injects them still starts with {@code tracing.enabled=false}.
 * Comes after Spring Boot's own tracing, to which that setting leaves the field.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ OpenTelemetry.class, Tracer.class })
@ConditionalOnBooleanProperty(name = "tracing.enabled", havingValue = false)
public final class NoopTracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OpenTelemetry noopOpenTelemetry() {
		return OpenTelemetry.noop();
	}

	@Bean
	@ConditionalOnMissingBean
	io.opentelemetry.api.trace.Tracer noopOpenTelemetryTracer(OpenTelemetry openTelemetry) {
		return openTelemetry.getTracer("dev.tracing");
	}

	@Bean
	@ConditionalOnMissingBean
	Tracer noopMicrometerTracer() {
		return Tracer.NOOP;
	}

	@Bean
	@ConditionalOnMissingBean
	Propagator noopMicrometerPropagator() {
		return Propagator.NOOP;
	}

}
