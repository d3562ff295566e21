package dev.tracing.instrument.sqs;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.messaging.MessagingAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What SQS tells about a received message. Values that make no sense are as good as none.
 */
final class MessageFacts {

	static final long UNKNOWN = -1;

	private MessageFacts() {
	}

	static <M, T> void describe(M message, MessageReader<M> reader, T target, AttributeTarget<T> attributes) {
		String id = reader.id(message);
		if (id != null) {
			attributes.set(target, MessagingAttributes.MESSAGE_ID, id);
		}
		long sent = sentAt(message, reader);
		if (sent != UNKNOWN) {
			attributes.set(target, MessagingAttributes.QUEUE_TIME, queueTime(sent));
		}
		long count = receiveCount(message, reader);
		if (count != UNKNOWN) {
			attributes.set(target, SqsAttributes.RECEIVE_COUNT, count);
		}
		String source = reader.systemAttribute(message, "DeadLetterQueueSourceArn");
		if (source != null) {
			attributes.set(target, SqsAttributes.DEAD_LETTER_SOURCE, QueueName.of(source));
		}
	}

	/**
	 * Return what differs between the messages of a batch.
	 */
	static <M> Attributes ofLink(M message, MessageReader<M> reader) {
		AttributesBuilder attributes = Attributes.builder();
		String id = reader.id(message);
		if (id != null) {
			attributes.put(MessagingAttributes.MESSAGE_ID, id);
		}
		long count = receiveCount(message, reader);
		if (count != UNKNOWN) {
			attributes.put(SqsAttributes.RECEIVE_COUNT, count);
		}
		return attributes.build();
	}

	static <M> long sentAt(M message, MessageReader<M> reader) {
		return number(reader.systemAttribute(message, "SentTimestamp"));
	}

	private static <M> long receiveCount(M message, MessageReader<M> reader) {
		return number(reader.systemAttribute(message, "ApproximateReceiveCount"));
	}

	/**
	 * The clocks of two machines differ.
	 */
	static long queueTime(long sentAt) {
		return Math.max(0, System.currentTimeMillis() - sentAt);
	}

	private static long number(@Nullable String text) {
		if (text == null) {
			return UNKNOWN;
		}
		try {
			return Math.max(UNKNOWN, Long.parseLong(text));
		}
		catch (NumberFormatException ex) {
			return UNKNOWN;
		}
	}

}
