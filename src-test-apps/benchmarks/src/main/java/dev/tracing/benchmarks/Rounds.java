package dev.tracing.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What several rounds come to, and how far that may be off.
 */
final class Rounds {

	private static final int DRAWS = 2000;

	/**
	 * The same rounds give the same answer.
	 */
	private static final long SEED = 1;

	private Rounds() {
	}

	/**
	 * Return the median of something, which a compiler thread or a neighbour at work in
	 * one of the rounds does not move.
	 * @param <T> type of the rounds
	 * @param rounds the rounds, at least one
	 * @param value what to look at
	 * @return the middle value
	 */
	static <T> double median(List<T> rounds, ToDoubleFunction<T> value) {
		double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	/**
	 * Return the mean of something without the lowest and the highest tenth, where a
	 * hiccup of the machine ends up. It needs fewer rounds than the median to be as
	 * steady.
	 * @param <T> type of the rounds
	 * @param rounds the rounds, at least one
	 * @param value what to look at
	 * @return the mean of the rest
	 */
	static <T> double trimmedMean(List<T> rounds, ToDoubleFunction<T> value) {
		double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
		int trimmed = sorted.length / 10;
		return Arrays.stream(sorted, trimmed, sorted.length - trimmed).average().orElseThrow();
	}

	/**
	 * Return the range of a figure that is made again and again from as many rounds,
	 * drawn at random from the same (bootstrap, percentile method).
	 * @param <T> type of the rounds
	 * @param rounds the rounds, at least one
	 * @param figure makes the figure
	 * @return what nine of ten draws fall between
	 */
	static <T> double[] range(List<T> rounds, ToDoubleFunction<List<T>> figure) {
		Random random = new Random(SEED);
		double[] figures = new double[DRAWS];
		for (int i = 0; i < DRAWS; i++) {
			figures[i] = figure
				.applyAsDouble(random.ints(rounds.size(), 0, rounds.size()).mapToObj(rounds::get).toList());
		}
		Arrays.sort(figures);
		return new double[] { figures[DRAWS / 20], figures[DRAWS - 1 - DRAWS / 20] };
	}

}
