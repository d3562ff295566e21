package dev.tracing.instrument.sqs;

import java.util.List;

import io.opentelemetry.api.common.AttributeKey;

/**
 * What only SQS has, after the OpenTelemetry semantic conventions ("AWS SQS") where these
 * have a name for it.
 */
final class SqsAttributes {

	static final String SYSTEM = "aws_sqs";

	static final AttributeKey<String> QUEUE_URL = AttributeKey.stringKey("aws.sqs.queue.url");

	static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("aws.request_id");

	/**
	 * How often a message was received, this time included.
	 */
	static final AttributeKey<Long> RECEIVE_COUNT = AttributeKey.longKey("tracing.sqs.receive_count");

	/**
	 * The queue whose consumers failed, of a message in a dead-letter queue.
	 */
	static final AttributeKey<String> DEAD_LETTER_SOURCE = AttributeKey.stringKey("tracing.sqs.dead_letter_source");

	/**
	 * Ids of those entries of a batch that SQS refused.
	 */
	static final AttributeKey<List<String>> FAILED_ENTRIES = AttributeKey.stringArrayKey("tracing.sqs.failed_entries");

	private SqsAttributes() {
	}

}
