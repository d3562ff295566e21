package dev.tracing.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Medians, which a compiler thread or a neighbour at work in one of several rounds does
 * not move.
 */
final class Medians {

	private Medians() {
	}

	/**
	 * Return the median of something.
	 * @param <T> type of the rounds
	 * @param rounds the rounds, at least one
	 * @param value what to look at
	 * @return the middle value, or the mean of both
	 */
	static <T> double of(List<T> rounds, ToDoubleFunction<T> value) {
		double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
