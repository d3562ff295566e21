package dev.tracing.instrument.sqs.v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageContextWriter;
import dev.tracing.instrument.sqs.MessageReader;
import dev.tracing.instrument.sqs.MessageSpace;
import dev.tracing.instrument.sqs.SqsBatch;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Puts trace context into copies of requests, whose originals the application may send
 * again. Thread-safe.
 */
final class OutgoingMessages {

	private static final String STRING = "String";

	private static final MessageReader<Map<String, MessageAttributeValue>> ATTRIBUTES = new MessageReader<>() {

		@Override
		public @Nullable String get(@Nullable Map<String, MessageAttributeValue> attributes, String name) {
			return SdkMessageReader.textOf(MessageReader.find(attributes, name));
		}

		@Override
		public @Nullable String systemAttribute(Map<String, MessageAttributeValue> attributes, String name) {
			return null;
		}

		@Override
		public @Nullable String id(Map<String, MessageAttributeValue> attributes) {
			return null;
		}

	};

	private final MessageContextReader reader;

	private final MessageContextWriter writer;

	OutgoingMessages(MessageContextReader reader, MessageContextWriter writer) {
		this.reader = reader;
		this.writer = writer;
	}

	/**
	 * Return the context that a message brings and keeps.
	 * @param attributes the attributes the application gave it
	 * @return a context, or an invalid one if the message needs one
	 */
	SpanContext contextOf(Map<String, MessageAttributeValue> attributes) {
		if (attributes.isEmpty()) {
			return SpanContext.getInvalid();
		}
		SpanContext own = this.reader.senderOf(attributes, ATTRIBUTES);
		return (CallSpans.isKept(own)) ? own : SpanContext.getInvalid();
	}

	List<SpanContext> contextsOf(SendMessageBatchRequest request) {
		List<SpanContext> contexts = new ArrayList<>(request.entries().size());
		for (SendMessageBatchRequestEntry entry : request.entries()) {
			contexts.add(contextOf(entry.messageAttributes()));
		}
		return contexts;
	}

	/**
	 * Add trace context to a message.
	 * @param request the application's request
	 * @param own the context that the message keeps, or an invalid one
	 * @param context the context it gets otherwise, if there is one
	 * @return a copy
	 */
	SendMessageRequest withContext(SendMessageRequest request, SpanContext own, @Nullable Context context) {
		SendMessageRequest.Builder copy = request.toBuilder();
		if (context != null && !own.isValid()) {
			Map<String, MessageAttributeValue> present = withoutStale(request.messageAttributes());
			copy.messageAttributes(add(present,
					this.writer.attributes(context, present.keySet(), spaceOf(request.messageBody(), present))));
		}
		String header = traceHeader(request.messageSystemAttributesAsStrings(), own, context);
		if (header != null) {
			copy.messageSystemAttributesWithStrings(addTraceHeader(request.messageSystemAttributesAsStrings(), header));
		}
		return copy.build();
	}

	/**
	 * Add trace context to the messages of a batch.
	 * @param request the application's request
	 * @param own the contexts that messages keep, or invalid ones
	 * @param batch has the contexts that messages get otherwise, if there are any
	 * @return a copy
	 */
	SendMessageBatchRequest withContext(SendMessageBatchRequest request, List<SpanContext> own,
			@Nullable SqsBatch batch) {
		MessageSpace inAll = spaceOf(request);
		List<SendMessageBatchRequestEntry> entries = new ArrayList<>(own.size());
		for (int i = 0; i < own.size(); i++) {
			entries.add(withContext(request.entries().get(i), own.get(i), (batch != null) ? batch.contextOf(i) : null,
					inAll));
		}
		return request.toBuilder().entries(entries).build();
	}

	private SendMessageBatchRequestEntry withContext(SendMessageBatchRequestEntry entry, SpanContext own,
			@Nullable Context context, MessageSpace inAll) {
		SendMessageBatchRequestEntry.Builder copy = entry.toBuilder();
		if (context != null && !own.isValid()) {
			Map<String, MessageAttributeValue> present = withoutStale(entry.messageAttributes());
			copy.messageAttributes(add(present,
					this.writer.attributes(context, present.keySet(), spaceOf(entry.messageBody(), present), inAll)));
		}
		String header = traceHeader(entry.messageSystemAttributesAsStrings(), own, context);
		if (header != null) {
			copy.messageSystemAttributesWithStrings(addTraceHeader(entry.messageSystemAttributesAsStrings(), header));
		}
		return copy.build();
	}

	/**
	 * A message that is passed on has the context with which it came, which would lead
	 * past whoever passes it on. It is the only one a message brings and does not keep.
	 */
	private Map<String, MessageAttributeValue> withoutStale(Map<String, MessageAttributeValue> present) {
		if (present.isEmpty() || !this.reader.senderOf(present, ATTRIBUTES).isValid()) {
			return present;
		}
		Map<String, MessageAttributeValue> others = new HashMap<>(present);
		others.keySet().removeIf(this.reader::carriesTrace);
		return others;
	}

	private static Map<String, MessageAttributeValue> add(Map<String, MessageAttributeValue> present,
			Map<String, String> fields) {
		Map<String, MessageAttributeValue> attributes = new HashMap<>(present);
		fields.forEach((name, value) -> attributes.put(name,
				MessageAttributeValue.builder().dataType(STRING).stringValue(value).build()));
		return attributes;
	}

	private @Nullable String traceHeader(Map<String, MessageSystemAttributeValue> present, SpanContext own,
			@Nullable Context context) {
		MessageSystemAttributeValue header = present.get(MessageContextWriter.AWS_TRACE_HEADER);
		return this.writer.traceHeader(
				(own.isValid() || context == null) ? own : Span.fromContext(context).getSpanContext(),
				(header != null) ? header.stringValue() : null);
	}

	private static Map<String, MessageSystemAttributeValue> addTraceHeader(
			Map<String, MessageSystemAttributeValue> present, String header) {
		Map<String, MessageSystemAttributeValue> attributes = new HashMap<>(present);
		attributes.put(MessageContextWriter.AWS_TRACE_HEADER,
				MessageSystemAttributeValue.builder().dataType(STRING).stringValue(header).build());
		return attributes;
	}

	private MessageSpace spaceOf(@Nullable String body, Map<String, MessageAttributeValue> attributes) {
		return this.writer.space(MessageSizes.charactersOf(body, attributes),
				() -> MessageSizes.bytesOf(body, attributes));
	}

	private MessageSpace spaceOf(SendMessageBatchRequest request) {
		long characters = 0;
		for (SendMessageBatchRequestEntry entry : request.entries()) {
			characters += MessageSizes.charactersOf(entry.messageBody(), entry.messageAttributes());
		}
		return this.writer.space(characters, () -> {
			long bytes = 0;
			for (SendMessageBatchRequestEntry entry : request.entries()) {
				bytes += MessageSizes.bytesOf(entry.messageBody(), entry.messageAttributes());
			}
			return bytes;
		});
	}

}
