package dev.tracing.autoconfigure;

import java.util.List;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupReport}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupReportTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class))
		.withPropertyValues("spring.application.name=orders");

	@Test
	void saysWhoWhereAndWhatInThreeLines(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("tracing.service.version=1.2", "tracing.service.environment=production",
					"tracing.sampling.probability=0.1")
			.withBean("archiveSpanExporter", InMemorySpanExporter.class, InMemorySpanExporter::create)
			.withConfiguration(AutoConfigurations.of(PigeonConfiguration.class))
			.run((context) -> assertThat(reportIn(output)).hasSize(3)
				.satisfiesExactly(
						(line) -> assertThat(line).contains(
								"Tracing service orders 1.2 in production, sampling 10% of new traces, at most 100/s"),
						(line) -> assertThat(line).contains("Spans go to InMemorySpanExporter"),
						(line) -> assertThat(line).contains("Instrumented: logging, pigeon")));
	}

	@Test
	void saysHowToSendSpansSomewhere(CapturedOutput output) {
		this.contextRunner
			.run((context) -> assertThat(output).contains("Spans go nowhere: set tracing.export.otlp.endpoint"));
	}

	@Test
	void saysHowToNameTheService(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.application.name=")
			.run((context) -> assertThat(output).contains("unknown_service:java", "set spring.application.name"));
	}

	@Test
	void doesNotMentionRoomsThatAreOff(CapturedOutput output) {
		this.contextRunner.withPropertyValues("tracing.logging.enabled=false", "tracing.pigeon.enabled=false")
			.withConfiguration(AutoConfigurations.of(PigeonConfiguration.class))
			.run((context) -> assertThat(output).contains("Instrumented: nothing"));
	}

	@Test
	void knowsThatTheApplicationsOwnOpenTelemetryExports(CapturedOutput output) {
		this.contextRunner.withBean(OpenTelemetry.class, OpenTelemetry::noop)
			.run((context) -> assertThat(output).contains("the application's own OpenTelemetry bean"));
	}

	private static List<String> reportIn(CapturedOutput output) {
		return output.toString().lines().filter((line) -> line.contains("StartupReport")).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("pigeon")
	static class PigeonConfiguration {

	}

}
