package dev.tracing.autoconfigure;

import java.util.Map;

import dev.tracing.logging.LogCorrelation;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.ClassUtils;

/**
 * Fills what {@code tracing.*} leaves unset from settings an application may already
 * have, tells Spring Boot's logging to expect ids, and prepares them before anything uses
 * an OpenTelemetry context.
 */
class TracingEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String SOURCE = "tracingFallbacks";

	private static final String EXPECT_CORRELATION_ID = "logging.expect-correlation-id";

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> properties = FallbackProperties.of(environment);
		MutablePropertySources sources = environment.getPropertySources();
		sources.addLast(new MapPropertySource(SOURCE, properties));
		if (isOn(environment, "tracing.enabled")) {
			boolean correlate = correlatesLogs(environment);
			properties.put(EXPECT_CORRELATION_ID, correlate);
			if (correlate) {
				LogCorrelation.install();
			}
		}
		// Each look-up of a property goes through all sources, and is faster through one
		// that is known not to change.
		sources.replace(SOURCE, new OriginTrackedMapPropertySource(SOURCE, properties, true));
	}

	private static boolean correlatesLogs(ConfigurableEnvironment environment) {
		return isOn(environment, "tracing.logging.enabled") && ForeignAgent.find(environment) == null
				&& ClassUtils.isPresent("org.slf4j.MDC", TracingEnvironmentPostProcessor.class.getClassLoader());
	}

	/**
	 * What is invalid is for a condition to explain, which comes when that can be shown.
	 */
	private static boolean isOn(ConfigurableEnvironment environment, String key) {
		try {
			return TracingSwitch.isOn(environment, key);
		}
		catch (InvalidTracingPropertyException ex) {
			return true;
		}
	}

}
