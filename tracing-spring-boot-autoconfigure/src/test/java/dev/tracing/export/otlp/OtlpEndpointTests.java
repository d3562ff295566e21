package dev.tracing.export.otlp;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OtlpEndpoint}.
 */
class OtlpEndpointTests {

	@ParameterizedTest
	@CsvSource({ "http://collector:4318, http://collector:4318/v1/traces",
			"http://collector:4318/, http://collector:4318/v1/traces",
			"https://collector.example.org, https://collector.example.org/v1/traces",
			"https://collector?key=1, https://collector/v1/traces?key=1",
			"http://[::1]:4318, http://[::1]:4318/v1/traces",
			"HTTP://COLLECTOR:4318/, HTTP://COLLECTOR:4318/v1/traces" })
	void addsTheUsualPathToAUrlWithoutOne(String value, String expected) {
		assertThat(OtlpEndpoint.parse(value).uri()).hasToString(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://collector:4318/v1/traces", "https://api.example.org/otlp/v1/traces?a=b%20c",
			"http://collector/v1/traces/", "http://collector/custom", "http://10.0.0.1:65535/x", "http://localhost//" })
	void keepsAnyOtherPath(String value) {
		assertThat(OtlpEndpoint.parse(value).uri()).hasToString(value);
	}

	@Test
	void ignoresSpaceAround() {
		assertThat(OtlpEndpoint.parse(" http://collector/x\n").uri()).hasToString("http://collector/x");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://collector:4318/a b      | it is not a URL
			http://                        | it is not a URL
			http://a:4318:4318             | it has no valid host name
			http://${COLLECTOR}:4318       | it is not a URL
			collector                      | it is not an absolute URL
			/v1/traces                     | it is not an absolute URL
			//collector/v1/traces          | it is not an absolute URL
			collector:4318                 | OTLP over HTTP needs the scheme http or https
			grpc://collector:4317          | OTLP over HTTP needs the scheme http or https
			file:///v1/traces              | OTLP over HTTP needs the scheme http or https
			http:/v1/traces                | it has no valid host name
			http:collector                 | it has no valid host name
			http://otel_collector:4318     | it has no valid host name
			http://:4318/v1/traces         | it has no valid host name
			http://collector:0             | a port lies between 1 and 65535
			http://collector:65536         | a port lies between 1 and 65535
			http://collector:99999999999   | it has no valid host name
			""")
	void refusesWhatSpansCannotBeSentTo(String value, String reason) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> OtlpEndpoint.parse(value))
			.withMessage("Property 'tracing.export.otlp.endpoint' with value '" + value + "' is invalid because "
					+ reason + ".");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://user:secret@collector/v1/traces?key=secret",
			"https://user:secret@my_collector/v1/traces#secret", "https://user:secret@collector/a b?secret",
			"https://user:sec@ret@collector/v1/traces", "ftp://user:secret@collector" })
	void neverShowsCredentials(String value) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> OtlpEndpoint.parse(value))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("sec", "ret").contains("//***@"));
	}

	@Test
	void refusesCredentialsBecauseUrlsEndUpInLogs() {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> OtlpEndpoint.parse("https://token@collector"))
			.withMessageContaining("credentials in a URL end up in logs");
	}

	@Test
	void describesItselfWithoutQuery() {
		assertThat(OtlpEndpoint.parse("https://collector/v1/traces?api-key=secret#x"))
			.hasToString("https://collector/v1/traces");
	}

}
