package dev.tracing.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Rounds}.
 */
class RoundsTests {

	private static final List<Double> HICCUP = List.of(5.0, 1.0, 900.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0, 9.0);

	@Test
	void findsTheMiddle() {
		assertThat(Rounds.median(List.of(3.0, 1.0, 2.0), Double::doubleValue)).isEqualTo(2);
		assertThat(Rounds.median(HICCUP, Double::doubleValue)).isEqualTo(5.5);
		assertThat(Rounds.median(List.of(7.0), Double::doubleValue)).isEqualTo(7);
	}

	@Test
	void leavesTheEndsOutOfTheMean() {
		assertThat(Rounds.trimmedMean(HICCUP, Double::doubleValue)).isEqualTo(5.5);
		assertThat(Rounds.trimmedMean(List.of(1.0, 2.0), Double::doubleValue)).isEqualTo(1.5);
	}

	@Test
	void givesTheSameRangeForTheSameRounds() {
		double[] range = Rounds.range(HICCUP, (rounds) -> Rounds.median(rounds, Double::doubleValue));
		assertThat(range).isEqualTo(Rounds.range(HICCUP, (rounds) -> Rounds.median(rounds, Double::doubleValue)));
		assertThat(range[0]).isBetween(1.0, 5.0);
		assertThat(range[1]).isBetween(6.0, 9.0);
	}

	@Test
	void givesNoRangeToRoundsThatAgree() {
		assertThat(Rounds.range(List.of(4.0, 4.0, 4.0), (rounds) -> Rounds.trimmedMean(rounds, Double::doubleValue)))
			.containsExactly(4, 4);
	}

}
