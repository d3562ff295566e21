package dev.tracing.instrument.sqs.v1;

import java.util.ArrayList;
import java.util.List;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.handlers.HandlerContextKey;
import com.amazonaws.services.sqs.model.DeleteMessageBatchRequest;
import com.amazonaws.services.sqs.model.DeleteMessageRequest;
import com.amazonaws.services.sqs.model.ReceiveMessageRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequest;
import com.amazonaws.services.sqs.model.SendMessageBatchRequestEntry;
import com.amazonaws.services.sqs.model.SendMessageRequest;
import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageSpace;
import dev.tracing.instrument.sqs.SqsBatch;
import dev.tracing.instrument.sqs.SqsCall;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Starts what is traced of a call, and prepares a copy of the request. The copy is
 * marked, so that a client within another one leaves it alone. Thread-safe; no method
 * throws.
 */
final class TracedCalls {

	private static final HandlerContextKey<Boolean> TRACED = new HandlerContextKey<>("dev.tracing.sqs.traced");

	/**
	 * Older versions have only the list that the newer one replaces.
	 */
	private static final boolean HAS_NEW_LIST = ClassUtils.hasMethod(ReceiveMessageRequest.class,
			"getMessageSystemAttributeNames");

	private final CallSpans spans;

	private final MessageContextReader contexts;

	private final OutgoingMessages messages;

	TracedCalls(CallSpans spans, MessageContextReader contexts, OutgoingMessages messages) {
		this.spans = spans;
		this.contexts = contexts;
		this.messages = messages;
	}

	/**
	 * Start a call.
	 * @param request the application's request
	 * @param client what the client does with requests
	 * @return the call, or {@code null} to send the application's request
	 */
	@Nullable TracedCall start(AmazonWebServiceRequest request, ClientKind client) {
		try {
			if (request instanceof ReceiveMessageRequest receive) {
				return receive(receive, client);
			}
			if (isTraced(request)) {
				return null;
			}
			if (request instanceof SendMessageRequest send) {
				return send(send, client);
			}
			if (request instanceof SendMessageBatchRequest batch) {
				return sendBatch(batch, client);
			}
			if (request instanceof DeleteMessageRequest delete) {
				return delete(delete, delete.getQueueUrl(), 0);
			}
			return (request instanceof DeleteMessageBatchRequest delete)
					? delete(delete, delete.getQueueUrl(), delete.getEntries().size()) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			this.spans.faults().report("preparing a call of SQS", ex);
			return null;
		}
	}

	/**
	 * Whether a request needs nothing any more.
	 * @param request a request
	 * @return {@code true} if it is a copy that was prepared here
	 */
	static boolean isTraced(AmazonWebServiceRequest request) {
		return request.getHandlerContext(TRACED) != null;
	}

	private TracedCall call(AmazonWebServiceRequest copy, @Nullable SqsCall call) {
		copy.addHandlerContext(TRACED, true);
		return new TracedCall(copy, (call != null) ? call.context() : null, new Outcome.OfCall(call, this.contexts),
				this.spans.faults());
	}

	private @Nullable TracedCall send(SendMessageRequest request, ClientKind client) {
		if (this.spans.isExcluded(request.getQueueUrl())) {
			return null;
		}
		SendMessageRequest copy = request.clone();
		SpanContext own = this.messages.contextOf(copy);
		SqsCall call = this.spans.startSend(copy.getQueueUrl(), own);
		prepare(() -> this.messages.addContext(copy, own, (call != null) ? call.context() : null, client));
		return call(copy, call);
	}

	private @Nullable TracedCall sendBatch(SendMessageBatchRequest request, ClientKind client) {
		if (this.spans.isExcluded(request.getQueueUrl())) {
			return null;
		}
		SendMessageBatchRequest copy = request.clone();
		List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
		List<String> ids = new ArrayList<>();
		for (SendMessageBatchRequestEntry entry : copy.getEntries()) {
			entries.add(entry.clone());
			ids.add(entry.getId());
		}
		if (entries.isEmpty()) {
			return null;
		}
		List<SpanContext> own = this.messages.contextsOf(entries);
		SqsBatch batch = this.spans.startBatch(copy.getQueueUrl(), ids, own);
		prepare(() -> {
			MessageSpace inAll = this.messages.spaceOf(entries);
			for (int i = 0; i < entries.size(); i++) {
				Context context = (batch != null) ? batch.contextOf(i) : null;
				this.messages.addContext(entries.get(i), own.get(i), context, client, inAll);
			}
		});
		copy.setEntries(entries);
		if (batch == null) {
			return call(copy, null);
		}
		copy.addHandlerContext(TRACED, true);
		return new TracedCall(copy, batch.context(), new Outcome.OfBatch(batch), this.spans.faults());
	}

	/**
	 * The span has started, and so what fails from here on must not get out.
	 */
	private void prepare(Runnable preparation) {
		try {
			preparation.run();
		}
		catch (RuntimeException | LinkageError ex) {
			this.spans.faults().report("adding trace context to a message", ex);
		}
	}

	private @Nullable TracedCall receive(ReceiveMessageRequest request, ClientKind client) {
		if (this.spans.isExcluded(request.getQueueUrl())) {
			return null;
		}
		ReceiveMessageRequest copy = request.clone();
		if (client != ClientKind.BUFFERED) {
			ask(copy);
		}
		return call(copy, (isTraced(request)) ? null : this.spans.startReceive(copy.getQueueUrl()));
	}

	@SuppressWarnings("deprecation")
	private void ask(ReceiveMessageRequest copy) {
		List<String> attributes = with(copy.getMessageAttributeNames(), this.contexts.attributes());
		copy.setMessageAttributeNames(attributes);
		if (!HAS_NEW_LIST || copy.getMessageSystemAttributeNames().isEmpty() && !copy.getAttributeNames().isEmpty()) {
			copy.setAttributeNames(with(copy.getAttributeNames(), MessageContextReader.SYSTEM_ATTRIBUTES));
		}
		else {
			copy.setMessageSystemAttributeNames(
					with(copy.getMessageSystemAttributeNames(), MessageContextReader.SYSTEM_ATTRIBUTES));
		}
	}

	private static List<String> with(List<String> asked, List<String> needed) {
		List<String> missing = MessageContextReader.missing(asked, needed);
		if (missing.isEmpty()) {
			return asked;
		}
		List<String> names = new ArrayList<>(asked.size() + missing.size());
		names.addAll(asked);
		names.addAll(missing);
		return names;
	}

	private @Nullable TracedCall delete(AmazonWebServiceRequest request, String queue, int batchSize) {
		if (this.spans.isExcluded(queue)) {
			return null;
		}
		SqsCall call = this.spans.startDelete(queue, batchSize);
		return (call != null) ? call(request.clone(), call) : null;
	}

}
