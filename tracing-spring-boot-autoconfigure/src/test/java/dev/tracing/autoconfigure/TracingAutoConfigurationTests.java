package dev.tracing.autoconfigure;

import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingAutoConfiguration}.
 */
class TracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class));

	@Test
	void providesTheEngine() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(OpenTelemetry.class)
			.hasSingleBean(SdkTracerProvider.class)
			.hasSingleBean(ContextPropagators.class)
			.hasSingleBean(Tracer.class)
			.hasSingleBean(io.micrometer.tracing.Tracer.class)
			.hasSingleBean(Propagator.class)
			.hasSingleBean(Resource.class)
			.hasSingleBean(Sampler.class));
	}

}
