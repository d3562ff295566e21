package dev.tracing.export.otlp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and how long a batch is tried.
 *
 * @param maxAttempts how often at the most, the first attempt included
 * @param firstDelay the wait before the second attempt, half as long again before each
 * later one
 * @param maxDelay the longest such wait
 * @param maxRetryAfter the longest wait granted to a collector that asks for one
 * @param totalTime how long one batch may take; waits that a collector asks for come on
 * top
 */
record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay, Duration maxRetryAfter,
		Duration totalTime) {

	private static final double MULTIPLIER = 1.5;

	private static final double JITTER = 0.2;

	/**
	 * Create the policy that the OTLP specification suggests: exponential back-off with
	 * jitter.
	 * @param totalTime how long one batch may take
	 * @return the policy
	 */
	static RetryPolicy within(Duration totalTime) {
		return new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30), totalTime);
	}

	/**
	 * Return how long to wait, with a random deviation that keeps the instances of an
	 * application from coming back all at once.
	 * @param attempts the number of attempts so far
	 * @return the wait before the next attempt
	 */
	Duration delay(int attempts) {
		double nanos = Math.min(this.firstDelay.toNanos() * Math.pow(MULTIPLIER, attempts - 1),
				this.maxDelay.toNanos());
		return Duration.ofNanos((long) (nanos * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER)));
	}

}
