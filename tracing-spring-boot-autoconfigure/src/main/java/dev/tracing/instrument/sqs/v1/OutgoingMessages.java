package dev.tracing.instrument.sqs.v1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.sqs.model.MessageAttributeValue;
import com.amazonaws.services.sqs.model.MessageSystemAttributeValue;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageContextWriter;
import dev.tracing.instrument.sqs.MessageSpace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Puts trace context into messages: into copies, for the application may send its own
 * again. A copy shares the attributes with its original until it gets some of its own.
 * Thread-safe.
 */
final class OutgoingMessages {

	private final MessageContextReader reader;

	private final MessageContextWriter writer;

	private final MessageContextWriter writerWithReserve;

	OutgoingMessages(MessageContextReader reader, MessageContextWriter writer) {
		this.reader = reader;
		this.writer = writer;
		this.writerWithReserve = writer.reserving(1);
	}

	/**
	 * Return the context that a message brings and keeps.
	 * @param copy a copy of the message
	 * @return a context, or an invalid one if the message needs one
	 */
	SpanContext contextOf(SendMessageRequest copy) {
		return contextOf(copy.getMessageAttributes(), copy.getMessageSystemAttributes());
	}

	/**
	 * Return the contexts that messages bring and keep.
	 * @param copies copies of the messages
	 * @return for each a context, or an invalid one if the message needs one
	 */
	List<SpanContext> contextsOf(List<SendMessageBatchRequestEntry> copies) {
		List<SpanContext> contexts = new ArrayList<>(copies.size());
		for (SendMessageBatchRequestEntry copy : copies) {
			contexts.add(contextOf(copy.getMessageAttributes(), copy.getMessageSystemAttributes()));
		}
		return contexts;
	}

	private SpanContext contextOf(Map<String, MessageAttributeValue> attributes,
			Map<String, MessageSystemAttributeValue> systemAttributes) {
		SpanContext own = (attributes.isEmpty()) ? SpanContext.getInvalid()
				: this.reader.senderOf(attributes, MessageAttributes.SENT);
		if (!own.isValid()
				&& systemAttributes.get(MessageContextWriter.AWS_TRACE_HEADER) instanceof WrittenTraceHeader written) {
			own = written.context();
		}
		return (CallSpans.isKept(own)) ? own : SpanContext.getInvalid();
	}

	/**
	 * Add trace context to a message.
	 * @param copy a copy of the message
	 * @param own the context that it keeps, or an invalid one
	 * @param context the context it gets otherwise, if there is one
	 * @param client what the client does with it
	 */
	void addContext(SendMessageRequest copy, SpanContext own, @Nullable Context context, ClientKind client) {
		if (context != null && !own.isValid()) {
			Map<String, MessageAttributeValue> present = withoutStale(copy.getMessageAttributes());
			Map<String, MessageAttributeValue> attributes = withContext(present, context, client,
					spaceOf(copy.getMessageBody(), present));
			if (attributes != null) {
				copy.setMessageAttributes(attributes);
			}
		}
		Map<String, MessageSystemAttributeValue> systemAttributes = withTraceHeader(copy.getMessageSystemAttributes(),
				own, context);
		if (systemAttributes != null) {
			copy.setMessageSystemAttributes(systemAttributes);
		}
	}

	/**
	 * Add trace context to a message of a batch.
	 * @param copy a copy of the message
	 * @param own the context that it keeps, or an invalid one
	 * @param context the context it gets otherwise, if there is one
	 * @param client what the client does with it
	 * @param inAll the space that is left in the batch
	 */
	void addContext(SendMessageBatchRequestEntry copy, SpanContext own, @Nullable Context context, ClientKind client,
			MessageSpace inAll) {
		if (context != null && !own.isValid()) {
			Map<String, MessageAttributeValue> present = withoutStale(copy.getMessageAttributes());
			Map<String, MessageAttributeValue> attributes = withContext(present, context, client,
					spaceOf(copy.getMessageBody(), present), inAll);
			if (attributes != null) {
				copy.setMessageAttributes(attributes);
			}
		}
		Map<String, MessageSystemAttributeValue> systemAttributes = withTraceHeader(copy.getMessageSystemAttributes(),
				own, context);
		if (systemAttributes != null) {
			copy.setMessageSystemAttributes(systemAttributes);
		}
	}

	/**
	 * A message that is passed on has the context with which it came, which would lead
	 * past whoever passes it on. It is the only one a message brings and does not keep.
	 */
	private Map<String, MessageAttributeValue> withoutStale(Map<String, MessageAttributeValue> present) {
		if (present.isEmpty() || !this.reader.senderOf(present, MessageAttributes.SENT).isValid()) {
			return present;
		}
		Map<String, MessageAttributeValue> others = new HashMap<>(present);
		others.keySet().removeIf(this.reader::carriesTrace);
		return others;
	}

	/**
	 * Return the attributes to send, or {@code null} to send those that are present.
	 */
	private @Nullable Map<String, MessageAttributeValue> withContext(Map<String, MessageAttributeValue> present,
			Context context, ClientKind client, MessageSpace... space) {
		MessageContextWriter suitable = (client == ClientKind.UNKNOWN) ? this.writerWithReserve : this.writer;
		Map<String, String> fields = suitable.attributes(context, present.keySet(), space);
		if (fields.isEmpty()) {
			return null;
		}
		Map<String, MessageAttributeValue> attributes = new HashMap<>(present);
		fields.forEach((name, value) -> attributes.put(name,
				new MessageAttributeValue().withDataType("String").withStringValue(value)));
		return attributes;
	}

	/**
	 * Return the system attributes to send, or {@code null} to send those that are
	 * present.
	 */
	private @Nullable Map<String, MessageSystemAttributeValue> withTraceHeader(
			Map<String, MessageSystemAttributeValue> present, SpanContext own, @Nullable Context context) {
		MessageSystemAttributeValue existing = present.get(MessageContextWriter.AWS_TRACE_HEADER);
		SpanContext span = (own.isValid() || context == null) ? own : Span.fromContext(context).getSpanContext();
		String header = this.writer.traceHeader(span, (existing != null) ? existing.getStringValue() : null);
		if (header == null) {
			return null;
		}
		Map<String, MessageSystemAttributeValue> attributes = new HashMap<>(present);
		attributes.put(MessageContextWriter.AWS_TRACE_HEADER, new WrittenTraceHeader(header, span));
		return attributes;
	}

	/**
	 * Return the space that is left in a batch.
	 * @param copies copies of the messages
	 * @return the space
	 */
	MessageSpace spaceOf(List<SendMessageBatchRequestEntry> copies) {
		long characters = 0;
		for (SendMessageBatchRequestEntry copy : copies) {
			characters += MessageAttributes.charactersOf(copy.getMessageBody(), copy.getMessageAttributes());
		}
		return this.writer.space(characters, () -> bytesOf(copies));
	}

	private static long bytesOf(List<SendMessageBatchRequestEntry> copies) {
		long bytes = 0;
		for (SendMessageBatchRequestEntry copy : copies) {
			bytes += MessageAttributes.bytesOf(copy.getMessageBody(), copy.getMessageAttributes());
		}
		return bytes;
	}

	private MessageSpace spaceOf(@Nullable String body, Map<String, MessageAttributeValue> attributes) {
		return this.writer.space(MessageAttributes.charactersOf(body, attributes),
				() -> MessageAttributes.bytesOf(body, attributes));
	}

}
