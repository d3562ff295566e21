package dev.tracing.instrument.kafka;

import java.math.BigInteger;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import org.springframework.kafka.listener.KafkaBackoffException;
import org.springframework.kafka.retrytopic.RetryTopicHeaders;

/**
 * Records of retry topics, which wait there until their back-off is over: a listener's
 * adapter refuses those that are not due, and the container gets them again.
 */
final class RetryTopics {

	private static final int MAX_CAUSES = 8;

	private RetryTopics() {
	}

	/**
	 * Whether the listener is going to get a record.
	 * @param record the record
	 * @return {@code false} if its back-off is not over
	 */
	static boolean isDue(ConsumerRecord<?, ?> record) {
		Header until = record.headers().lastHeader(RetryTopicHeaders.DEFAULT_HEADER_BACKOFF_TIMESTAMP);
		return until == null || until.value() == null || until.value().length == 0
				|| until.value().length > Long.BYTES + 1
				|| new BigInteger(until.value()).longValue() <= System.currentTimeMillis();
	}

	/**
	 * Whether an exception says no more than that a record is not due.
	 * @param exception what the container got
	 * @return {@code true} if the record will come again
	 */
	static boolean isNotDue(Throwable exception) {
		Throwable cause = exception;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (cause instanceof KafkaBackoffException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
