package dev.tracing.benchmarks;

import java.util.Locale;

/**
 * How long to measure.
 */
enum Effort {

	/**
	 * A few minutes: bytes come close, times are a first impression.
	 */
	QUICK(1, 3, 500, 9, 1, 5),

	/**
	 * Forty minutes: figures to publish.
	 */
	FULL(2, 5, 1000, 61, 3, 7);

	private final int forks;

	private final int iterations;

	private final int iterationMillis;

	private final int starts;

	private final int loadLaunches;

	private final int loadRounds;

	Effort(int forks, int iterations, int iterationMillis, int starts, int loadLaunches, int loadRounds) {
		this.forks = forks;
		this.iterations = iterations;
		this.iterationMillis = iterationMillis;
		this.starts = starts;
		this.loadLaunches = loadLaunches;
		this.loadRounds = loadRounds;
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

	/**
	 * Return how often to launch the applications under load: what a compiler makes of
	 * the same code differs from process to process.
	 * @return the number
	 */
	int loadLaunches() {
		return this.loadLaunches;
	}

	/**
	 * Return how many rounds to measure after each launch.
	 * @return the number
	 */
	int loadRounds() {
		return this.loadRounds;
	}

}
