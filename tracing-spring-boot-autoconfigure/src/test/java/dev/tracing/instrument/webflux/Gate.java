package dev.tracing.instrument.webflux;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Holds a response back until a test lets it go, without a thread that waits.
 */
final class Gate {

	private final CountDownLatch reached = new CountDownLatch(1);

	private final Sinks.Empty<Void> opened = Sinks.empty();

	/**
	 * Completes when the test lets the application go on.
	 */
	Mono<Void> passed() {
		return Mono.fromRunnable(this::reach).then(this.opened.asMono());
	}

	/**
	 * Tells the test that the application got here.
	 */
	void reach() {
		this.reached.countDown();
	}

	/**
	 * Waits until the application got here.
	 */
	void awaitReached() {
		try {
			if (!this.reached.await(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The application never came");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets the application go on.
	 */
	void open() {
		this.opened.tryEmitEmpty();
	}

}
