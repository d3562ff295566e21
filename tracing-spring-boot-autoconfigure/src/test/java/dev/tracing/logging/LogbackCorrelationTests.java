package dev.tracing.logging;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that log lines of an application on Logback carry ids, in Spring Boot's own
 * pattern and in structured logs.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogbackCorrelationTests {

	private static final Logger logger = LoggerFactory.getLogger(LogbackCorrelationTests.class);

	/**
	 * Logging is set up once per JVM, through system properties: later tests must not
	 * find what these leave.
	 */
	@AfterEach
	void resetLogging() {
		for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
			System.clearProperty(property.getEnvironmentVariableName());
		}
		LoggingSystem.get(getClass().getClassLoader()).cleanUp();
	}

	@Test
	void correlationPatternShowsIds(CapturedOutput output) {
		Span span = logInSpan("--spring.application.name=orders");
		String ids = span.getSpanContext().getTraceId() + "-" + span.getSpanContext().getSpanId();
		assertThat(lineWith(output, "inside")).contains("[" + ids + "]");
		assertThat(lineWith(output, "failed")).contains("[" + ids + "]");
		assertThat(lineWith(output, "outside")).doesNotContain(span.getSpanContext().getTraceId());
	}

	@Test
	void structuredLogsCarryIds(CapturedOutput output) {
		Span span = logInSpan("--logging.structured.format.console=logstash");
		assertThat(lineWith(output, "inside")).startsWith("{")
			.contains("\"traceId\":\"" + span.getSpanContext().getTraceId() + "\"")
			.contains("\"spanId\":\"" + span.getSpanContext().getSpanId() + "\"");
		assertThat(lineWith(output, "failed")).contains(span.getSpanContext().getTraceId(), "IllegalStateException");
	}

	@Test
	void nothingIsAddedWhenSwitchedOff(CapturedOutput output) {
		Span span = logInSpan("--tracing.logging.enabled=false");
		assertThat(lineWith(output, "inside")).doesNotContain(span.getSpanContext().getTraceId());
	}

	private static Span logInSpan(String... args) {
		SpringApplication application = new SpringApplication(TestApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run(args)) {
			Span span = context.getBean(Tracer.class).spanBuilder("work").startSpan();
			try (Scope scope = span.makeCurrent()) {
				logger.info("inside");
				logger.error("failed", new IllegalStateException("out of stock"));
			}
			finally {
				span.end();
			}
			logger.info("outside");
			return span;
		}
	}

	private static String lineWith(CapturedOutput output, String text) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(text))
			.reduce((first, last) -> last)
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TracingAutoConfiguration.class)
	static class TestApplication {

	}

}
