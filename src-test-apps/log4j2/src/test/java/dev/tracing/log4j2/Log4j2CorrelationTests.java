package dev.tracing.log4j2;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import io.opentelemetry.context.ContextStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that log lines of an application on Log4j2 carry ids.
 */
@ExtendWith(OutputCaptureExtension.class)
class Log4j2CorrelationTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	/**
	 * In the pattern, or as a field.
	 */
	private static final String SPAN_ID = "(" + TRACE_ID + "-|\"spanId\":\")(?!00f067aa0ba902b7)[0-9a-f]{16}\\b";

	private static final Logger logger = LoggerFactory.getLogger(Log4j2CorrelationTests.class);

	@Test
	void log4j2IsWhatLogs() {
		assertThat(logger.getClass().getName()).startsWith("org.apache.logging.slf4j");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--spring.application.name=orders", "--logging.structured.format.console=ecs" })
	void linesOfARequestCarryItsIds(String setting, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(TestApplication.class, "--server.port=0",
				setting)) {
			assertThat(get(context, "/work").statusCode()).isEqualTo(200);
			assertThat(ContextStorage.get().getClass().getName()).startsWith("dev.tracing.logging.");
			assertThat(lineWith(output, "working")).contains(TRACE_ID).containsPattern(SPAN_ID);
			assertThat(get(context, "/failure").statusCode()).isEqualTo(500);
			assertThat(lineWith(output, "Servlet.service()")).contains(TRACE_ID).containsPattern(SPAN_ID);
			logger.info("outside");
			assertThat(lineWith(output, "outside")).doesNotContain(TRACE_ID);
		}
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
				.header("traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01")
				.build(), BodyHandlers.ofString());
	}

	private static String lineWith(CapturedOutput output, String text) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(text))
			.reduce((first, last) -> last)
			.orElseThrow(() -> new AssertionError("No line with '" + text + "' in:\n" + output));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route().GET("/work", (request) -> {
				logger.info("working");
				return ServerResponse.ok().build();
			}).GET("/failure", (request) -> {
				throw new IllegalStateException("out of stock");
			}).build();
		}

	}

}
