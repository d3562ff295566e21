package dev.tracing.export.console;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleExportAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleExportAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConsoleExportAutoConfiguration.class, TracingAutoConfiguration.class))
		.withPropertyValues("spring.application.name=shop", "tracing.export.console.enabled=true");

	@Test
	void isOffByDefault() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ConsoleExportAutoConfiguration.class, TracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SpanExporter.class));
	}

	@Test
	void printsTreesWhenEnabled(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context).getBean(SpanExporter.class).hasToString("console (tree)");
			context.getBean(Tracer.class).spanBuilder("place-order").startSpan().end();
		});
		assertThat(output.getOut()).containsPattern("trace [0-9a-f]{32} \\S .* 1 span \\S shop\\R {2}place-order ");
	}

	@Test
	void printsJsonWhenAskedFor(CapturedOutput output) {
		this.contextRunner.withPropertyValues("tracing.export.console.format=json").run((context) -> {
			assertThat(context).getBean(SpanExporter.class).hasToString("console (json)");
			context.getBean(Tracer.class).spanBuilder("place-order").startSpan().end();
		});
		assertThat(output.getOut()).containsPattern("(?m)^\\{\"resourceSpans\":.*\"name\":\"place-order\".*}$");
	}

	@Test
	void printsIncompleteTracesWhenTheApplicationStops(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			try (var ignored = tracer.spanBuilder("endless").startSpan().makeCurrent()) {
				tracer.spanBuilder("child").startSpan().end();
			}
		});
		assertThat(output.getOut()).contains("incomplete: root has not ended yet").contains("child ");
	}

	@Test
	void failsOnUnknownFormat() {
		this.contextRunner.withPropertyValues("tracing.export.console.format=xml")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("ConsoleProperties.Format.xml"));
	}

	@Test
	void backsOffWhenTracingIsOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SpanExporter.class));
	}

	@Test
	void backsOffWhenExportIsOff() {
		this.contextRunner.withPropertyValues("tracing.export.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SpanExporter.class));
	}

	@Test
	void backsOffWhenConsoleIsOff() {
		this.contextRunner.withPropertyValues("tracing.export.console.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SpanExporter.class));
	}

	@Test
	void backsOffWhenTheApplicationHasItsOwnConsoleExporter() {
		this.contextRunner.withBean("consoleSpanExporter", InMemorySpanExporter.class, InMemorySpanExporter::create)
			.run((context) -> assertThat(context).hasSingleBean(SpanExporter.class)
				.hasSingleBean(InMemorySpanExporter.class));
	}

	@Test
	void standsBesideOtherExporters() {
		this.contextRunner.withBean("otherSpanExporter", InMemorySpanExporter.class, InMemorySpanExporter::create)
			.run((context) -> assertThat(context.getBeansOfType(SpanExporter.class)).hasSize(2));
	}

	@Test
	void backsOffWhenTheSdkIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.opentelemetry.sdk"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("consoleSpanExporter"));
	}

}
