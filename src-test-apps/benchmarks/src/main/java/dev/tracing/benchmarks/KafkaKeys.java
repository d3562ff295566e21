package dev.tracing.benchmarks;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attribute keys of the semantic conventions that Kafka spans made by hand have.
 */
final class KafkaKeys {

	static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");

	static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");

	static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");

	static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");

	static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");

	static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");

	static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

	static final AttributeKey<Long> QUEUE_TIME = AttributeKey.longKey("queue_time_ms");

	private KafkaKeys() {
	}

}
