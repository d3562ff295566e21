package dev.tracing.sampling;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceRateLimiter}.
 */
class TraceRateLimiterTests {

	@Test
	void admitsNoMoreThanItsBurstToManyThreads() throws InterruptedException {
		TraceRateLimiter limiter = new TraceRateLimiter(500, () -> 0);
		AtomicInteger admitted = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		CountDownLatch start = new CountDownLatch(1);
		for (int i = 0; i < 8; i++) {
			threads.execute(() -> {
				awaitUninterruptibly(start);
				for (int j = 0; j < 1000; j++) {
					if (limiter.tryAcquire()) {
						admitted.incrementAndGet();
					}
				}
			});
		}
		start.countDown();
		threads.shutdown();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(admitted).hasValue(500);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
