package dev.tracing.instrument.sqs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what is known of queues. Thread-safe.
 */
final class Queues {

	/**
	 * Of more queues than this nothing is remembered: someone makes up new ones.
	 */
	private static final int MAX_SIZE = 1024;

	private final Map<String, Queue> known = new ConcurrentHashMap<>();

	Queue of(String text) {
		Queue queue = this.known.get(text);
		if (queue == null) {
			queue = Queue.of(text);
			if (this.known.size() < MAX_SIZE) {
				this.known.put(text, queue);
			}
		}
		return queue;
	}

}
