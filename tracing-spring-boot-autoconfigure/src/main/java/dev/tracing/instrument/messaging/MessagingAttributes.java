package dev.tracing.instrument.messaging;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attributes of messaging spans, after the OpenTelemetry semantic conventions ("Messaging
 * spans", version 1.44).
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class MessagingAttributes {

	/**
	 * The messaging system.
	 */
	public static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");

	/**
	 * What is done, in the words of the system.
	 */
	public static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");

	/**
	 * What is done, in words that all systems share.
	 */
	public static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");

	/**
	 * Name of the topic or queue.
	 */
	public static final AttributeKey<String> DESTINATION_NAME = AttributeKey.stringKey("messaging.destination.name");

	/**
	 * Partition of the destination.
	 */
	public static final AttributeKey<String> DESTINATION_PARTITION_ID = AttributeKey
		.stringKey("messaging.destination.partition.id");

	/**
	 * Consumer group a message is handed to.
	 */
	public static final AttributeKey<String> CONSUMER_GROUP_NAME = AttributeKey
		.stringKey("messaging.consumer.group.name");

	/**
	 * Id of the client that sends or receives.
	 */
	public static final AttributeKey<String> CLIENT_ID = AttributeKey.stringKey("messaging.client.id");

	/**
	 * Id that the messaging system gave to a message.
	 */
	public static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");

	/**
	 * Host of the messaging system.
	 */
	public static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");

	/**
	 * Port of the messaging system.
	 */
	public static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

	/**
	 * How many messages a batch has.
	 */
	public static final AttributeKey<Long> BATCH_MESSAGE_COUNT = AttributeKey.longKey("messaging.batch.message_count");

	/**
	 * Milliseconds between the sending of a message and the start of its processing, the
	 * longest of a batch. The conventions have no such attribute.
	 */
	public static final AttributeKey<Long> QUEUE_TIME = AttributeKey.longKey("tracing.messaging.queue_time_ms");

	private MessagingAttributes() {
	}

}
