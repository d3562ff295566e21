package dev.tracing.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Lets a test thread wait until a condition holds, woken by the threads that change what
 * the condition reads. Conditions are evaluated outside the monitor, so they may take
 * locks of their own.
 */
final class ChangeSignal {

	private final Object monitor = new Object();

	private long changes;

	void changed() {
		synchronized (this.monitor) {
			this.changes++;
			this.monitor.notifyAll();
		}
	}

	/**
	 * Waits until the condition holds.
	 * @param condition the condition, evaluated at once and after each change
	 * @param timeout the longest time to wait
	 * @return whether the condition held in time
	 */
	boolean await(BooleanSupplier condition, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		long seen = changes();
		while (!condition.getAsBoolean()) {
			if (!awaitChangeAfter(seen, deadline)) {
				return condition.getAsBoolean();
			}
			seen = changes();
		}
		return true;
	}

	private long changes() {
		synchronized (this.monitor) {
			return this.changes;
		}
	}

	private boolean awaitChangeAfter(long seen, long deadline) {
		synchronized (this.monitor) {
			while (this.changes == seen) {
				long remaining = deadline - System.nanoTime();
				if (remaining <= 0) {
					return false;
				}
				try {
					// Rounded up: a wait of 0 ms would have no bound
					this.monitor.wait(remaining / 1_000_000 + 1);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return false;
				}
			}
			return true;
		}
	}

}
