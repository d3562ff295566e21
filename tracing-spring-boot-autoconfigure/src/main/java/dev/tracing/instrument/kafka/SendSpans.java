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
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of a producer: one for each record that is sent, with whose context the
 * record goes, and one for the end of a transaction. Follows the OpenTelemetry semantic
 * conventions ("Messaging spans"). Thread-safe; no method throws.
 */
final class SendSpans {

	private static final String SEND = "send";

	private static final String UNUSED_HEADER = "dev.tracing.unused";

	private final PrefixCache names = new PrefixCache(SEND + " ");

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	private final StartAttributes startAttributes;

	private final DestinationPatterns excluded;

	private final boolean keys;

	private final TracingFaults faults;

	SendSpans(Tracer tracer, TextMapPropagator propagator, StartAttributes startAttributes,
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
	 * @param record what is to be sent
	 * @param clientId id of the producer, if known
	 * @return the context of the record, or {@code null} to leave the record alone
	 */
	@Nullable Context start(ProducerRecord<?, ?> record, @Nullable String clientId) {
		try {
			if (this.excluded.matches(record.topic())) {
				return null;
			}
			Context parent = parentOf(record);
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			SpanBuilder builder = this.tracer.spanBuilder(this.names.join(record.topic()))
				.setSpanKind(SpanKind.PRODUCER)
				.setParent(parent);
			if (beforeStart) {
				describe(record, clientId, builder, AttributeTarget.BUILDER);
			}
			Span span = builder.startSpan();
			if (!beforeStart && span.isRecording()) {
				describe(record, clientId, span, AttributeTarget.SPAN);
			}
			return parent.with(span);
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a record", ex);
			return null;
		}
	}

	/**
	 * A record that is passed on outside of any span, as error handlers of batches do,
	 * stays in the trace in which it came.
	 */
	private Context parentOf(ProducerRecord<?, ?> record) {
		Context current = Context.current();
		if (Span.fromContext(current).getSpanContext().isValid() || TraceSuppression.isSuppressed(current)
				|| wasSent(record)) {
			return current;
		}
		return this.propagator.extract(current, record.headers(), RecordHeadersGetter.INSTANCE);
	}

	/**
	 * The producer seals the headers of what it sends. Their context is that of the last
	 * time.
	 */
	private static boolean wasSent(ProducerRecord<?, ?> record) {
		try {
			record.headers().remove(UNUSED_HEADER);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	private <T> void describe(ProducerRecord<?, ?> record, @Nullable String clientId, T target,
			AttributeTarget<T> attributes) {
		attributes.set(target, MessagingAttributes.SYSTEM, KafkaAttributes.SYSTEM);
		attributes.set(target, MessagingAttributes.OPERATION_NAME, SEND);
		attributes.set(target, MessagingAttributes.OPERATION_TYPE, SEND);
		attributes.set(target, MessagingAttributes.DESTINATION_NAME, record.topic());
		if (clientId != null) {
			attributes.set(target, MessagingAttributes.CLIENT_ID, clientId);
		}
		if (record.partition() != null) {
			attributes.set(target, MessagingAttributes.DESTINATION_PARTITION_ID,
					Partitions.toString(record.partition()));
		}
		if (record.value() == null) {
			attributes.set(target, KafkaAttributes.TOMBSTONE, true);
		}
		String key = (this.keys) ? RecordKeys.toString(record.key()) : null;
		if (key != null) {
			attributes.set(target, KafkaAttributes.KEY, key);
		}
	}

	/**
	 * Write the context of a record into its headers, in place of any other. A record
	 * that was sent before can no longer be changed: a copy goes instead.
	 * @param <K> type of the record's key
	 * @param <V> type of the record's value
	 * @param context the context
	 * @param record what is to be sent
	 * @return the record or its copy
	 */
	<K, V> ProducerRecord<K, V> inject(Context context, ProducerRecord<K, V> record) {
		try {
			ProducerRecord<K, V> writable = clear(record.headers()) ? record : copyOf(record);
			this.propagator.inject(context, writable.headers(), RecordHeadersSetter.INSTANCE);
			return writable;
		}
		catch (RuntimeException ex) {
			this.faults.report("writing trace context into a record", ex);
			return record;
		}
	}

	private <K, V> ProducerRecord<K, V> copyOf(ProducerRecord<K, V> record) {
		ProducerRecord<K, V> copy = new ProducerRecord<>(record.topic(), record.partition(), record.timestamp(),
				record.key(), record.value(), record.headers());
		clear(copy.headers());
		return copy;
	}

	private boolean clear(Headers headers) {
		try {
			for (String field : this.propagator.fields()) {
				headers.remove(field);
			}
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	/**
	 * Start the span of the end of a transaction.
	 * @param operation whether it is committed or aborted
	 * @param began the context in which the transaction began
	 * @param clientId id of the producer, if known
	 * @return the span, which does nothing where nobody traces the transaction
	 */
	Span startEnd(String operation, @Nullable Context began, @Nullable String clientId) {
		try {
			Context current = Context.current();
			Context parent = (began == null || Span.fromContext(current).getSpanContext().isValid()) ? current : began;
			if (!Span.fromContext(parent).getSpanContext().isValid()) {
				return Span.getInvalid();
			}
			SpanBuilder builder = this.tracer.spanBuilder(operation + " transaction")
				.setSpanKind(SpanKind.CLIENT)
				.setParent(parent)
				.setAttribute(MessagingAttributes.SYSTEM, KafkaAttributes.SYSTEM)
				.setAttribute(MessagingAttributes.OPERATION_NAME, operation);
			if (clientId != null) {
				builder.setAttribute(MessagingAttributes.CLIENT_ID, clientId);
			}
			return builder.startSpan();
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a transaction", ex);
			return Span.getInvalid();
		}
	}

}
