package dev.tracing.export.otlp;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private final RetryPolicy policy = RetryPolicy.within(Duration.ofSeconds(30));

	@ParameterizedTest
	@CsvSource({ "1, 800, 1200", "2, 1200, 1800", "3, 1800, 2700", "4, 2700, 4050", "5, 4000, 6000",
			"999, 4000, 6000" })
	void waitsLongerEachTimeUpToALimitAndNeverTheSame(int attempts, long min, long max) {
		assertThat(this.policy.delay(attempts)).isBetween(Duration.ofMillis(min), Duration.ofMillis(max))
			.isNotEqualTo(this.policy.delay(attempts));
	}

}
