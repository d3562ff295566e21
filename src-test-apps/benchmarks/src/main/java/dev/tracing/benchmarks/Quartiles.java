package dev.tracing.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Quartiles of several rounds, which a compiler thread or a neighbour at work in one of
 * them does not move. What else a machine does only adds to a round, so the lower
 * quartile is the steadier one where rounds differ much.
 */
final class Quartiles {

	private Quartiles() {
	}

	/**
	 * Return the median of something.
	 * @param <T> type of the rounds
	 * @param rounds the rounds, at least one
	 * @param value what to look at
	 * @return the middle value
	 */
	static <T> double median(List<T> rounds, ToDoubleFunction<T> value) {
		return quantile(rounds, value, 0.5);
	}

	/**
	 * Return the lower quartile of something.
	 * @param <T> type of the rounds
	 * @param rounds the rounds, at least one
	 * @param value what to look at
	 * @return what a quarter of the rounds stayed below
	 */
	static <T> double lower(List<T> rounds, ToDoubleFunction<T> value) {
		return quantile(rounds, value, 0.25);
	}

	private static <T> double quantile(List<T> rounds, ToDoubleFunction<T> value, double share) {
		double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
		double position = share * (sorted.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
	}

}
