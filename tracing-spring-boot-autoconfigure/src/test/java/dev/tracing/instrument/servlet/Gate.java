package dev.tracing.instrument.servlet;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds a response back until a test lets it go.
 */
final class Gate {

	private final CountDownLatch reached = new CountDownLatch(1);

	private final CountDownLatch opened = new CountDownLatch(1);

	/**
	 * Tells the test that the application got here, and waits for it.
	 */
	void pass() {
		this.reached.countDown();
		await(this.opened);
	}

	/**
	 * Waits until the application got here.
	 */
	void awaitReached() {
		await(this.reached);
	}

	/**
	 * Lets the application go on.
	 */
	void open() {
		this.opened.countDown();
	}

	/**
	 * Interrupting does not help: what waits here is to outlast a timeout.
	 */
	private static void await(CountDownLatch latch) {
		boolean interrupted = false;
		boolean passed = false;
		while (!passed) {
			try {
				passed = latch.await(10, TimeUnit.SECONDS);
				if (!passed) {
					throw new IllegalStateException("The other side never came");
				}
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
