package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.sqs.MessageProcessing;
import io.awspring.cloud.sqs.listener.SqsHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * What a container works on, for those of its components that are called on a thread on
 * which nothing is current. A batch is found by its first message. Thread-safe.
 *
 * @param <T> type of the payloads
 */
final class MessagesInProcess<T> {

	private final Map<Object, MessageProcessing> processings = new ConcurrentHashMap<>();

	void add(Message<T> message, MessageProcessing processing) {
		Object key = keyOf(message);
		if (key != null) {
			this.processings.put(key, processing);
		}
	}

	void remove(Message<T> message, MessageProcessing processing) {
		Object key = keyOf(message);
		if (key != null) {
			this.processings.remove(key, processing);
		}
	}

	/**
	 * Find the processing of a message. What is current may be that of another one, on
	 * whose thread this one goes on.
	 */
	@Nullable MessageProcessing find(@Nullable Message<T> message) {
		Object key = (message != null) ? keyOf(message) : null;
		MessageProcessing processing = (key != null) ? this.processings.get(key) : null;
		return (processing != null) ? processing : MessageProcessing.current();
	}

	/**
	 * The receipt handle is another one for each delivery, and stays when an interceptor
	 * builds a new message from what it got.
	 */
	private static @Nullable Object keyOf(Message<?> message) {
		Object handle = message.getHeaders().get(SqsHeaders.SQS_RECEIPT_HANDLE_HEADER);
		return (handle != null) ? handle : message.getHeaders().getId();
	}

	static <T> @Nullable Message<T> firstOf(Collection<Message<T>> messages) {
		return (messages.isEmpty()) ? null : messages.iterator().next();
	}

}
