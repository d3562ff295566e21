package dev.tracing.instrument.kafka;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.PrefixCache;
import dev.tracing.instrument.messaging.DestinationPatterns;
import dev.tracing.instrument.messaging.MessagingAttributes;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of a consumer: one for each record, in the trace of whoever sent it, or
 * one for a whole batch, with links to them all. Follows the OpenTelemetry semantic
 * conventions ("Messaging spans"). Thread-safe; no method throws.
 */
final class ProcessSpans {

	private static final String PROCESS = "process";

	private final PrefixCache names = new PrefixCache(PROCESS + " ");

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	private final StartAttributes startAttributes;

	private final DestinationPatterns excluded;

	private final boolean keys;

	private final TracingFaults faults;

	ProcessSpans(Tracer tracer, TextMapPropagator propagator, StartAttributes startAttributes,
			DestinationPatterns excluded, boolean keys, TracingFaults faults) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.startAttributes = startAttributes;
		this.excluded = excluded;
		this.keys = keys;
		this.faults = faults;
	}

	TracingFaults faults() {
		return this.faults;
	}

	/**
	 * Start the span of a record.
	 * @param record the record
	 * @param consumer who processes it
	 * @return the context to process the record in, without a span if its topic is
	 * excluded
	 */
	Context start(ConsumerRecord<?, ?> record, ConsumerIdentity consumer) {
		try {
			if (this.excluded.matches(record.topic())) {
				return TraceSuppression.suppressedRoot();
			}
			Context parent = this.propagator.extract(Context.root(), record.headers(), RecordHeadersGetter.INSTANCE);
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			SpanBuilder builder = builder(this.names.join(record.topic()), parent);
			if (beforeStart) {
				describe(record, consumer, builder, AttributeTarget.BUILDER);
			}
			Span span = builder.startSpan();
			if (!beforeStart && span.isRecording()) {
				describe(record, consumer, span, AttributeTarget.SPAN);
			}
			return parent.with(span);
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a record", ex);
			return Context.root();
		}
	}

	private SpanBuilder builder(String name, Context parent) {
		SpanBuilder builder = this.tracer.spanBuilder(name).setSpanKind(SpanKind.CONSUMER).setParent(parent);
		SpanContext current = Span.current().getSpanContext();
		return (current.isValid()) ? builder.addLink(current) : builder;
	}

	private <T> void describe(ConsumerRecord<?, ?> record, ConsumerIdentity consumer, T target,
			AttributeTarget<T> attributes) {
		describe(record.topic(), consumer, target, attributes);
		attributes.set(target, MessagingAttributes.DESTINATION_PARTITION_ID, Partitions.toString(record.partition()));
		attributes.set(target, KafkaAttributes.OFFSET, record.offset());
		if (isTombstone(record)) {
			attributes.set(target, KafkaAttributes.TOMBSTONE, true);
		}
		String key = (this.keys) ? RecordKeys.toString(record.key()) : null;
		if (key != null) {
			attributes.set(target, KafkaAttributes.KEY, key);
		}
		if (hasTimestamp(record)) {
			attributes.set(target, MessagingAttributes.QUEUE_TIME, queueTime(record, System.currentTimeMillis()));
		}
	}

	private static <T> void describe(@Nullable String topic, ConsumerIdentity consumer, T target,
			AttributeTarget<T> attributes) {
		attributes.set(target, MessagingAttributes.SYSTEM, KafkaAttributes.SYSTEM);
		attributes.set(target, MessagingAttributes.OPERATION_NAME, PROCESS);
		attributes.set(target, MessagingAttributes.OPERATION_TYPE, PROCESS);
		if (topic != null) {
			attributes.set(target, MessagingAttributes.DESTINATION_NAME, topic);
		}
		if (consumer.group() != null) {
			attributes.set(target, MessagingAttributes.CONSUMER_GROUP_NAME, consumer.group());
		}
		if (consumer.clientId() != null) {
			attributes.set(target, MessagingAttributes.CLIENT_ID, consumer.clientId());
		}
	}

	/**
	 * A value that could not be read is null, too.
	 */
	static boolean isTombstone(ConsumerRecord<?, ?> record) {
		return record.value() == null && record.serializedValueSize() == ConsumerRecord.NULL_SIZE;
	}

	private static boolean hasTimestamp(ConsumerRecord<?, ?> record) {
		return record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE && record.timestamp() >= 0;
	}

	/**
	 * The clocks of two machines differ.
	 */
	private static long queueTime(ConsumerRecord<?, ?> record, long now) {
		return Math.max(0, now - record.timestamp());
	}

	/**
	 * Start the span of a batch. One that has a single record continues the trace of that
	 * record.
	 * @param records the batch
	 * @param consumer who processes it
	 * @return the context to process the batch in, without a span if all its topics are
	 * excluded
	 */
	Context start(ConsumerRecords<?, ?> records, ConsumerIdentity consumer) {
		try {
			BatchSummary batch = BatchSummary.of(records, this.excluded);
			if (batch.first() == null) {
				return TraceSuppression.suppressedRoot();
			}
			Context parent = (batch.size() == 1)
					? this.propagator.extract(Context.root(), batch.first().headers(), RecordHeadersGetter.INSTANCE)
					: Context.root();
			String topic = batch.topic();
			SpanBuilder builder = builder((topic != null) ? this.names.join(topic) : PROCESS, parent);
			if (batch.size() == 1) {
				describe(batch.first(), consumer, builder, AttributeTarget.BUILDER);
			}
			else {
				describe(batch, consumer, builder);
			}
			Span span = builder.setAttribute(MessagingAttributes.BATCH_MESSAGE_COUNT, (long) batch.size()).startSpan();
			if (batch.size() > 1 && span.isRecording()) {
				new BatchLinks(this.propagator, this.excluded, topic == null).add(records, span);
			}
			return parent.with(span);
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a batch", ex);
			return Context.root();
		}
	}

	private static void describe(BatchSummary batch, ConsumerIdentity consumer, SpanBuilder builder) {
		describe(batch.topic(), consumer, builder, AttributeTarget.BUILDER);
		if (batch.partition() >= 0) {
			builder.setAttribute(MessagingAttributes.DESTINATION_PARTITION_ID, Partitions.toString(batch.partition()));
		}
		if (batch.oldest() >= 0) {
			builder.setAttribute(MessagingAttributes.QUEUE_TIME,
					Math.max(0, System.currentTimeMillis() - batch.oldest()));
		}
	}

}
