package dev.tracing.sampling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Admits a number of traces per second, with a burst of one second's worth. Lock-free and
 * safe for use by many threads.
 *
 * <p>
 * Implemented as the generic cell rate algorithm: the only state is the instant at which
 * the bucket would be full again.
 */
final class TraceRateLimiter {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final long interval;

	private final long burst;

	private final LongSupplier nanoTime;

	private final AtomicLong fullAgainAt;

	/**
	 * Create a limiter.
	 * @param tracesPerSecond the rate, greater than zero
	 * @param nanoTime the clock, in nanoseconds of an arbitrary origin
	 */
	TraceRateLimiter(double tracesPerSecond, LongSupplier nanoTime) {
		this.interval = Math.max(1, (long) (SECOND / tracesPerSecond));
		// A rate below one per second still lets its one trace pass at once.
		this.burst = Math.max(SECOND, this.interval);
		this.nanoTime = nanoTime;
		this.fullAgainAt = new AtomicLong(nanoTime.getAsLong());
	}

	boolean tryAcquire() {
		long now = this.nanoTime.getAsLong();
		while (true) {
			long current = this.fullAgainAt.get();
			long base = (current - now > 0) ? current : now;
			long next = base + this.interval;
			if (next - now > this.burst) {
				return false;
			}
			if (this.fullAgainAt.compareAndSet(current, next)) {
				return true;
			}
		}
	}

}
