package dev.tracing.export.console;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Figures}.
 */
class FiguresTests {

	@ParameterizedTest
	@CsvSource({ "-9223372036854775808, 0 µs", "0, 0 µs", "999, 0 µs", "1000, 1 µs", "999999, 999 µs",
			"1000000, 1.0 ms", "99999999, 99.9 ms", "100000000, 100 ms", "999999999, 999 ms", "1000000000, 1.00 s",
			"1050000000, 1.05 s", "59999999999, 59.99 s", "60000000000, 1 m 00 s", "3599999999999, 59 m 59 s",
			"3600000000000, 1 h 00 m", "90060000000000, 25 h 01 m", "9223372036854775807, 2562047 h 47 m" })
	void writesDurations(long nanos, String expected) {
		assertThat(new Figures("µs").duration(nanos)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 spans", "1, 1 span", "2, 2 spans" })
	void writesCounts(int count, String expected) {
		assertThat(Figures.count(count, "span")).isEqualTo(expected);
	}

}
