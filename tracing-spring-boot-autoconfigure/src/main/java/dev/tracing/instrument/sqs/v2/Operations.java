package dev.tracing.instrument.sqs.v2;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageContextWriter;
import dev.tracing.instrument.sqs.SqsBatch;
import dev.tracing.instrument.sqs.SqsCall;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Starts what is traced of the calls of a client. Thread-safe; no method throws.
 */
final class Operations {

	private static final String SDK = "software.amazon.awssdk.";

	/**
	 * A client may pass on what it is asked for to another one, and a batch manager does
	 * so: what the first has traced, the others leave alone.
	 */
	private static final ContextKey<Boolean> WITHIN = ContextKey.named("dev.tracing.sqs.within");

	private final CallSpans spans;

	private final MessageContextReader contexts;

	private final OutgoingMessages messages;

	private final OutgoingMessages messagesWithReserve;

	Operations(CallSpans spans, MessageContextReader contexts, MessageContextWriter writer) {
		this.spans = spans;
		this.contexts = contexts;
		this.messages = new OutgoingMessages(contexts, writer);
		this.messagesWithReserve = new OutgoingMessages(contexts, writer.reserving(1));
	}

	/**
	 * Whether a client may add an attribute to messages, as those do that leave large
	 * payloads elsewhere, and fails if there is no room.
	 * @param client the client
	 * @return {@code true} if it is not one of the SDK's own
	 */
	static boolean mayAddAttributes(Object client) {
		return !client.getClass().getName().startsWith(SDK) && !Proxy.isProxyClass(client.getClass());
	}

	/**
	 * Whether calls with such a request are traced.
	 * @param request what a method is called with
	 * @return {@code true} if it is one of the requests that {@link #start} knows
	 */
	static boolean isTraced(Object request) {
		return request instanceof SendMessageRequest || request instanceof SendMessageBatchRequest
				|| request instanceof ReceiveMessageRequest || request instanceof DeleteMessageRequest
				|| request instanceof DeleteMessageBatchRequest;
	}

	/**
	 * Start a call.
	 * @param request the application's request
	 * @param reserve whether to leave room for an attribute of the client's own
	 * @return what to do instead, or {@code null} to leave the call alone
	 */
	@Nullable Operation start(Object request, boolean reserve) {
		if (Context.current().get(WITHIN) != null) {
			return null;
		}
		OutgoingMessages outgoing = (reserve) ? this.messagesWithReserve : this.messages;
		try {
			if (request instanceof SendMessageRequest send) {
				return startSend(send, outgoing);
			}
			if (request instanceof SendMessageBatchRequest batch) {
				return startBatch(batch, outgoing);
			}
			if (request instanceof ReceiveMessageRequest receive) {
				return startReceive(receive);
			}
			if (request instanceof DeleteMessageRequest delete) {
				return startDelete(delete);
			}
			return (request instanceof DeleteMessageBatchRequest batch) ? startDelete(batch) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			this.spans.faults().report("starting a call of SQS", ex);
			return null;
		}
	}

	private @Nullable Operation startSend(SendMessageRequest request, OutgoingMessages outgoing) {
		if (this.spans.isExcluded(request.queueUrl())) {
			return null;
		}
		SpanContext own = outgoing.contextOf(request.messageAttributes());
		SqsCall call = this.spans.startSend(request.queueUrl(), own);
		SendMessageRequest traced = prepare(request,
				(send) -> outgoing.withContext(send, own, (call != null) ? call.context() : null));
		return new SendOperation(traced, call);
	}

	private @Nullable Operation startBatch(SendMessageBatchRequest request, OutgoingMessages outgoing) {
		if (this.spans.isExcluded(request.queueUrl())) {
			return null;
		}
		List<SpanContext> own = outgoing.contextsOf(request);
		List<String> ids = new ArrayList<>(own.size());
		for (SendMessageBatchRequestEntry entry : request.entries()) {
			ids.add(entry.id());
		}
		SqsBatch batch = this.spans.startBatch(request.queueUrl(), ids, own);
		SendMessageBatchRequest traced = prepare(request, (send) -> outgoing.withContext(send, own, batch));
		return new SendBatchOperation(traced, batch);
	}

	/**
	 * The span has started, and so what fails from here on must not get out.
	 */
	private <R> R prepare(R request, UnaryOperator<R> preparation) {
		try {
			return preparation.apply(request);
		}
		catch (RuntimeException | LinkageError ex) {
			this.spans.faults().report("adding trace context to a message", ex);
			return request;
		}
	}

	private @Nullable Operation startReceive(ReceiveMessageRequest request) {
		if (this.spans.isExcluded(request.queueUrl())) {
			return null;
		}
		return new ReceiveOperation(ReceivedAttributes.ask(request, this.contexts),
				this.spans.startReceive(request.queueUrl()), this.contexts);
	}

	private @Nullable Operation startDelete(DeleteMessageRequest request) {
		SqsCall call = (this.spans.isExcluded(request.queueUrl())) ? null
				: this.spans.startDelete(request.queueUrl(), 0);
		return (call != null) ? new DeleteOperation(request, call) : null;
	}

	private @Nullable Operation startDelete(DeleteMessageBatchRequest request) {
		SqsCall call = (this.spans.isExcluded(request.queueUrl())) ? null
				: this.spans.startDelete(request.queueUrl(), request.entries().size());
		return (call != null) ? new DeleteOperation(request, call) : null;
	}

	/**
	 * Ask for the attributes that carry trace context, and no more.
	 * @param request the application's request
	 * @return a copy, or the same if nothing is missing
	 */
	ReceiveMessageRequest ask(ReceiveMessageRequest request) {
		try {
			return (this.spans.isExcluded(request.queueUrl())) ? request
					: ReceivedAttributes.ask(request, this.contexts);
		}
		catch (RuntimeException | LinkageError ex) {
			this.spans.faults().report("asking for the trace context of messages", ex);
			return request;
		}
	}

	/**
	 * Make the context of a call current on this thread.
	 * @param operation the call
	 * @return to be closed on this thread
	 */
	static Scope makeCurrent(Operation operation) {
		Context context = operation.context();
		return ((context != null) ? context : Context.current()).with(WITHIN, true).makeCurrent();
	}

	/**
	 * End what was started, whatever goes wrong.
	 * @param operation what was started
	 * @param response the answer, or {@code null} if the call failed
	 * @param failure why the call failed, or {@code null} if it did not
	 */
	void end(Operation operation, @Nullable Object response, @Nullable Throwable failure) {
		try {
			operation.end(response, failure);
		}
		catch (RuntimeException | LinkageError ex) {
			this.spans.faults().report("ending a call of SQS", ex);
		}
	}

}
