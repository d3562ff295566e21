package dev.tracing.benchmarks;

import java.util.Locale;

/**
 * How long to measure.
 */
enum Effort {

	/**
	 * A few minutes: bytes come close, times are a first impression.
	 */
	QUICK(1, 2, 300, 3, 3, 10_000),

	/**
	 * Half an hour: figures to publish.
	 */
	FULL(2, 5, 1000, 11, 9, 20_000);

	private final int forks;

	private final int iterations;

	private final int iterationMillis;

	private final int starts;

	private final int loadRounds;

	private final int requestsPerRound;

	Effort(int forks, int iterations, int iterationMillis, int starts, int loadRounds, int requestsPerRound) {
		this.forks = forks;
		this.iterations = iterations;
		this.iterationMillis = iterationMillis;
		this.starts = starts;
		this.loadRounds = loadRounds;
		this.requestsPerRound = requestsPerRound;
	}

	/**
	 * Parse the first argument of a program.
	 * @param arguments the arguments
	 * @return what they ask for, {@link #QUICK} by default
	 * @throws IllegalArgumentException if there is no such effort
	 */
	static Effort of(String[] arguments) {
		return (arguments.length > 0) ? valueOf(arguments[0].toUpperCase(Locale.ROOT)) : QUICK;
	}

	int forks() {
		return this.forks;
	}

	/**
	 * Return how many iterations to measure, after as many to warm up.
	 * @return the number
	 */
	int iterations() {
		return this.iterations;
	}

	int iterationMillis() {
		return this.iterationMillis;
	}

	/**
	 * Return how often to start each application.
	 * @return the number
	 */
	int starts() {
		return this.starts;
	}

	int loadRounds() {
		return this.loadRounds;
	}

	int requestsPerRound() {
		return this.requestsPerRound;
	}

}
