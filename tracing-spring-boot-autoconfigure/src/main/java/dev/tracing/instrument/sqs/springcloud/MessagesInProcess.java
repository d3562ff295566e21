package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.sqs.MessageProcessing;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * What a container works on, for those of its components that are called on a thread on
 * which nothing is current. A batch is found by its first message. Thread-safe.
 *
 * @param <T> type of the payloads
 */
final class MessagesInProcess<T> {

	private final Map<UUID, MessageProcessing> processings = new ConcurrentHashMap<>();

	void add(@Nullable Message<T> message, MessageProcessing processing) {
		UUID id = idOf(message);
		if (id != null) {
			this.processings.put(id, processing);
		}
	}

	void remove(@Nullable Message<T> message, MessageProcessing processing) {
		UUID id = idOf(message);
		if (id != null) {
			this.processings.remove(id, processing);
		}
	}

	@Nullable MessageProcessing find(@Nullable Message<T> message) {
		MessageProcessing current = MessageProcessing.current();
		if (current != null) {
			return current;
		}
		UUID id = idOf(message);
		return (id != null) ? this.processings.get(id) : null;
	}

	private @Nullable UUID idOf(@Nullable Message<T> message) {
		return (message != null) ? message.getHeaders().getId() : null;
	}

	static <T> @Nullable Message<T> firstOf(Collection<Message<T>> messages) {
		return (messages.isEmpty()) ? null : messages.iterator().next();
	}

	/**
	 * Return how many there are.
	 */
	int size() {
		return this.processings.size();
	}

}
