package dev.tracing.export;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpanRing}.
 */
class SpanRingTests {

	@Test
	void handsElementsOutInTheirOrder() {
		SpanRing<Integer> ring = new SpanRing<>(3);
		for (int round = 0; round < 10; round++) {
			assertThat(ring.offer(round)).isTrue();
			assertThat(ring.offer(round + 100)).isTrue();
			assertThat(ring.poll()).isEqualTo(round);
			assertThat(ring.poll()).isEqualTo(round + 100);
		}
		assertThat(ring.poll()).isNull();
	}

	@Test
	void refusesMoreThanItsCapacity() {
		SpanRing<Integer> ring = new SpanRing<>(2);
		assertThat(ring.offer(1)).isTrue();
		assertThat(ring.offer(2)).isTrue();
		assertThat(ring.offer(3)).isFalse();
		assertThat(ring.size()).isEqualTo(2);
		ring.poll();
		assertThat(ring.offer(4)).isTrue();
	}

	@Test
	void losesAndDoublesNothingAmongManyProducers() {
		SpanRing<Integer> ring = new SpanRing<>(64);
		int producers = 4;
		int each = 50_000;
		AtomicInteger accepted = new AtomicInteger();
		AtomicInteger running = new AtomicInteger(producers);
		ExecutorService threads = Executors.newFixedThreadPool(producers);
		for (int i = 0; i < producers; i++) {
			threads.execute(() -> {
				for (int j = 0; j < each; j++) {
					if (ring.offer(j)) {
						accepted.incrementAndGet();
					}
				}
				running.decrementAndGet();
			});
		}
		int taken = 0;
		while (running.get() > 0 || ring.size() > 0) {
			taken += (ring.poll() != null) ? 1 : 0;
		}
		threads.shutdown();
		assertThat(taken).isEqualTo(accepted.get());
		assertThat(ring.poll()).isNull();
	}

}
