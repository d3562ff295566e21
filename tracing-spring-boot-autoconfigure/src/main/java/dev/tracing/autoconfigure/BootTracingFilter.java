package dev.tracing.autoconfigure;

import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out Spring Boot's own assembly of the OpenTelemetry tracing SDK while this one
 * is on. Giving way bean by bean would not do: a second batch processor with its thread,
 * and with an application's own {@code OpenTelemetry} bean a whole second SDK, would
 * remain. Leaves out as well, before they are read, what makes tracers that do nothing
 * where there are tracers.
 */
class BootTracingFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	static final Set<String> REPLACED = Set.of(
			"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
			"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
			"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.zipkin.ZipkinWithOpenTelemetryTracingAutoConfiguration");

	static final Set<String> NOOP = Set.of(NoopTracingAutoConfiguration.class.getName(),
			"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration");

	private static final String ENGINE = TracingAutoConfiguration.class.getName();

	private boolean enabled = true;

	@Override
	public void setEnvironment(Environment environment) {
		this.enabled = TracingSwitch.isOn(environment, "tracing.enabled");
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		boolean tracers = this.enabled && Arrays.asList(autoConfigurationClasses).contains(ENGINE);
		boolean[] match = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < match.length; i++) {
			String candidate = autoConfigurationClasses[i];
			match[i] = candidate == null
					|| !((this.enabled && REPLACED.contains(candidate)) || (tracers && NOOP.contains(candidate)));
		}
		return match;
	}

}
