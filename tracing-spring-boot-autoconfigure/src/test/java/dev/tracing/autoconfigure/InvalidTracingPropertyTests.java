package dev.tracing.autoconfigure;

import dev.tracing.export.otlp.OtlpExportAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that bad configuration stops start-up with an explanation.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidTracingPropertyTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			tracing.service.name                 |         | must not be empty           | spring.application.name
			tracing.sampling.probability         | 1.5     | lies between 0 and 1        | for example 0.1
			tracing.sampling.probability         | -0.1    | lies between 0 and 1        | for example 0.1
			tracing.sampling.probability         | NaN     | lies between 0 and 1        | for example 0.1
			tracing.sampling.traces-per-second   | -2      | -1 for no cap               | how many new traces
			tracing.propagation.extract          | inbound | names no format to read     | tracing.propagation.inject
			tracing.export.queue-size            | -1      | greater than zero           | at least 1
			tracing.export.batch-size            | 0       | greater than zero           | at least 1
			tracing.export.batch-size            | 100000  | larger than the queue       | smaller batch size
			tracing.export.delay                 | 0s      | longer than zero            | 500ms
			tracing.export.timeout               | -1s     | longer than zero            | 500ms
			tracing.export.shutdown-timeout      | 0ms     | longer than zero            | 500ms
			tracing.export.otlp.endpoint         | collector:4318 | needs the scheme     | http://
			tracing.enabled                      | maybe   | neither true nor false      | Set true or false
			tracing.logging.enabled              | maybe   | neither true nor false      | Set true or false
			""")
	void explainsKeyValueReasonAndFix(String key, String value, String reason, String fix, CapturedOutput output) {
		assertThatThrownBy(() -> start(key, (value != null) ? value : "")).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START", "'" + key + "'", reason, fix)
			.contains("It is set in")
			.doesNotContain("\tat ");
	}

	@Test
	void unknownFormatNamesTheValidOnes(CapturedOutput output) {
		assertThatThrownBy(() -> start("tracing.propagation.inject", "w3c,smoke-signals")).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START", "tracing.propagation.inject", "smoke-signals", "W3C",
				"B3");
	}

	@Test
	void textInPlaceOfANumberIsExplained(CapturedOutput output) {
		assertThatThrownBy(() -> start("tracing.sampling.probability", "often")).isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START", "tracing.sampling.probability", "often");
	}

	private static void start(String key, String value) {
		SpringApplication application = new SpringApplication(TestApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run("--" + key + "=" + value).close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, OtlpExportAutoConfiguration.class })
	static class TestApplication {

	}

}
