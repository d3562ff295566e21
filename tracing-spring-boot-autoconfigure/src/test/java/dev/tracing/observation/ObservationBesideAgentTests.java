package dev.tracing.observation;

import java.nio.file.Path;

import dev.tracing.autoconfigure.AgentJvm;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that observations make no spans beside a foreign agent, which makes its own of
 * the same work.
 */
class ObservationBesideAgentTests {

	@TempDir
	private Path directory;

	@Test
	void makesNoSpansBesideAnAgentAndKeepsMeters() throws Exception {
		assertThat(AgentJvm.openTelemetry(this.directory).run(TestApplication.class)).contains("spans: 0, timed: 1");
	}

	@Test
	void makesSpansBesideAnAgentThatIsToBeIgnored() throws Exception {
		assertThat(AgentJvm.openTelemetry(this.directory).run(TestApplication.class, "--tracing.agent=ignore"))
			.contains("spans: 1, timed: 1");
	}

	/**
	 * The application that runs beside the agent. Its own OpenTelemetry instance stands
	 * for the agent's.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
			ObservationAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
			MetricsAutoConfiguration.class })
	public static class TestApplication {

		private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

		@Bean
		OpenTelemetry openTelemetry() {
			return OpenTelemetrySdk.builder()
				.setTracerProvider(
						SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(this.exporter)).build())
				.build();
		}

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(TestApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run(args)) {
				Observation.createNotStarted("order.place", context.getBean(ObservationRegistry.class)).observe(() -> {
				});
				System.out
					.println("spans: " + context.getBean(TestApplication.class).exporter.getFinishedSpanItems().size()
							+ ", timed: " + context.getBean(MeterRegistry.class).get("order.place").timer().count());
			}
		}

	}

}
