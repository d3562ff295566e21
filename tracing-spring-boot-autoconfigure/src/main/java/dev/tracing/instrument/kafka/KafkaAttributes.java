package dev.tracing.instrument.kafka;

import io.opentelemetry.api.common.AttributeKey;

/**
 * What only Kafka has, after the OpenTelemetry semantic conventions ("Kafka").
 */
final class KafkaAttributes {

	static final String SYSTEM = "kafka";

	static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

	static final AttributeKey<Boolean> TOMBSTONE = AttributeKey.booleanKey("messaging.kafka.message.tombstone");

	static final AttributeKey<String> KEY = AttributeKey.stringKey("messaging.kafka.message.key");

	private KafkaAttributes() {
	}

}
