package dev.tracing.instrument.kafka;

import dev.tracing.instrument.messaging.DestinationPatterns;
import dev.tracing.instrument.messaging.MessagingAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Links from the span of a batch to whoever sent its records, with what differs between
 * these.
 */
final class BatchLinks {

	private final TextMapPropagator propagator;

	private final DestinationPatterns excluded;

	private final boolean severalTopics;

	BatchLinks(TextMapPropagator propagator, DestinationPatterns excluded, boolean severalTopics) {
		this.propagator = propagator;
		this.excluded = excluded;
		this.severalTopics = severalTopics;
	}

	/**
	 * Add the links.
	 * @param records the batch
	 * @param span its span
	 */
	void add(ConsumerRecords<?, ?> records, Span span) {
		for (ConsumerRecord<?, ?> record : records) {
			if (!this.excluded.matches(record.topic())) {
				add(record, span);
			}
		}
	}

	private void add(ConsumerRecord<?, ?> record, Span span) {
		SpanContext sender = Span
			.fromContext(this.propagator.extract(Context.root(), record.headers(), RecordHeadersGetter.INSTANCE))
			.getSpanContext();
		if (sender.isValid()) {
			span.addLink(sender, describe(record));
		}
	}

	private Attributes describe(ConsumerRecord<?, ?> record) {
		AttributesBuilder attributes = Attributes.builder();
		if (this.severalTopics) {
			attributes.put(MessagingAttributes.DESTINATION_NAME, record.topic());
		}
		attributes.put(MessagingAttributes.DESTINATION_PARTITION_ID, Partitions.toString(record.partition()));
		attributes.put(KafkaAttributes.OFFSET, record.offset());
		if (ProcessSpans.isTombstone(record)) {
			attributes.put(KafkaAttributes.TOMBSTONE, true);
		}
		return attributes.build();
	}

}
