package dev.tracing.export.otlp;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OtlpResponse}.
 */
class OtlpResponseTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0                              | PT0S
			7                              | PT7S
			' 120 '                        | PT2M
			9223372036854775807            | PT2562047788015215H30M7S
			Sun, 01 Mar 2026 12:00:30 GMT  | PT30S
			Sun, 1 Mar 2026 12:01:00 GMT   | PT1M
			Sun, 01 Mar 2026 11:59:59 GMT  | PT0S
			""")
	void readsHowLongToWait(String value, Duration expected) {
		assertThat(response("Retry-After", value).retryAfter(NOW)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "1.5", "12h", "soon", "9223372036854775808", "٣", "2026-03-01T12:00:30Z",
			"Sun, 99 Mar 2026 12:00:30 GMT", "Fri, 31 Dec 999999999999 23:59:59 GMT" })
	void ignoresAMalformedWait(String value) {
		assertThat(response("Retry-After", value).retryAfter(NOW)).isZero();
	}

	@Test
	void asksForNoWaitWithoutTheHeader() {
		assertThat(response("Server", "x").retryAfter(NOW)).isZero();
	}

	private static OtlpResponse response(String header, String value) {
		return new OtlpResponse(503, HttpHeaders.of(Map.of(header, List.of(value)), (name, text) -> true), new byte[0]);
	}

}
