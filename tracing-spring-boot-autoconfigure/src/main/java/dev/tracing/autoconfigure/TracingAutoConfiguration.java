package dev.tracing.autoconfigure;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the engine: the OpenTelemetry
 * SDK, propagation, sampling, export queues, and the tracers of OpenTelemetry and
 * Micrometer. Each bean gives way to one of the application.
 *
 * <p>
 * Comes before Spring Boot's own auto-configurations for tracing, which then find their
 * work done.
 */
@AutoConfiguration(
		beforeName = { "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration" })
@ConditionalOnClass({ OpenTelemetry.class, SdkTracerProvider.class })
@ConditionalOnTracing(besideAgent = true)
@EnableConfigurationProperties(TracingProperties.class)
@Import({ AgentConfiguration.class, PropagationConfiguration.class, ExportConfiguration.class, SdkConfiguration.class,
		TracerConfiguration.class, LoggingConfiguration.class })
public final class TracingAutoConfiguration {

	TracingAutoConfiguration(TracingProperties properties) {
		TracingPropertiesValidator.validate(properties);
	}

	@Bean
	@ConditionalOnMissingBean
	TracingFaults tracingFaults() {
		return new TracingFaults();
	}

}
