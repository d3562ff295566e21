package dev.tracing.export;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Bounded lock-free queue for many producers and one consumer that allocates nothing per
 * element. Full means full: it neither blocks nor overwrites.
 *
 * @param <E> the type of elements
 */
final class SpanRing<E> {

	private final AtomicReferenceArray<@Nullable E> slots;

	private final int capacity;

	private final AtomicLong head = new AtomicLong();

	private final AtomicLong tail = new AtomicLong();

	SpanRing(int capacity) {
		this.capacity = capacity;
		this.slots = new AtomicReferenceArray<>(capacity);
	}

	boolean offer(E element) {
		while (true) {
			long position = this.tail.get();
			if (position - this.head.get() >= this.capacity) {
				return false;
			}
			if (this.tail.compareAndSet(position, position + 1)) {
				this.slots.setRelease((int) (position % this.capacity), element);
				return true;
			}
		}
	}

	/**
	 * Take the oldest element. Called by the consumer only.
	 * @return the element, or {@code null} if there is none yet
	 */
	@Nullable E poll() {
		long position = this.head.get();
		int slot = (int) (position % this.capacity);
		E element = this.slots.getAcquire(slot);
		if (element != null) {
			this.slots.setPlain(slot, null);
			this.head.set(position + 1);
		}
		return element;
	}

	/**
	 * Return how many elements were offered and not yet taken.
	 * @return the number, exact only while nobody offers or takes
	 */
	int size() {
		return (int) Math.max(0, this.tail.get() - this.head.get());
	}

	int capacity() {
		return this.capacity;
	}

}
