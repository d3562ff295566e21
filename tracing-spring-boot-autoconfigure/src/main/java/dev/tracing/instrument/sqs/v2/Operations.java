package dev.tracing.instrument.sqs.v2;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageContextWriter;
import dev.tracing.instrument.sqs.SqsBatch;
import dev.tracing.instrument.sqs.SqsCall;
import io.opentelemetry.api.trace.SpanContext;
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

	/**
	 * Clients that keep large payloads elsewhere, and say so in a message attribute.
	 */
	private static final String EXTENDED = "com.amazon.sqs.javamessaging.";

	private final CallSpans spans;

	private final MessageContextReader contexts;

	private final MessageContextWriter writer;

	private final OutgoingMessages messages;

	Operations(CallSpans spans, MessageContextReader contexts, MessageContextWriter writer) {
		this.spans = spans;
		this.contexts = contexts;
		this.writer = writer;
		this.messages = new OutgoingMessages(contexts, writer);
	}

	/**
	 * Return what traces a client.
	 * @param client the client
	 * @return the same, or one that minds what the client adds to messages
	 */
	Operations forClient(Object client) {
		return (client.getClass().getName().startsWith(EXTENDED))
				? new Operations(this.spans, this.contexts, this.writer.reserving(1)) : this;
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
	 * @return what to do instead, or {@code null} to leave the call alone
	 */
	@Nullable Operation start(Object request) {
		try {
			if (request instanceof SendMessageRequest send) {
				return startSend(send);
			}
			if (request instanceof SendMessageBatchRequest batch) {
				return startBatch(batch);
			}
			if (request instanceof ReceiveMessageRequest receive) {
				return startReceive(receive);
			}
			if (request instanceof DeleteMessageRequest delete) {
				return startDelete(delete);
			}
			return (request instanceof DeleteMessageBatchRequest batch) ? startDelete(batch) : null;
		}
		catch (RuntimeException ex) {
			this.spans.faults().report("starting a call of SQS", ex);
			return null;
		}
	}

	private @Nullable Operation startSend(SendMessageRequest request) {
		if (this.spans.isExcluded(request.queueUrl())) {
			return null;
		}
		SpanContext own = this.messages.contextOf(request.messageAttributes());
		SqsCall call = this.spans.startSend(request.queueUrl(), own);
		return new SendOperation(this.messages.withContext(request, own, (call != null) ? call.context() : null), call);
	}

	private @Nullable Operation startBatch(SendMessageBatchRequest request) {
		if (this.spans.isExcluded(request.queueUrl())) {
			return null;
		}
		List<SpanContext> own = this.messages.contextsOf(request);
		List<String> ids = new ArrayList<>(own.size());
		for (SendMessageBatchRequestEntry entry : request.entries()) {
			ids.add(entry.id());
		}
		SqsBatch batch = this.spans.startBatch(request.queueUrl(), ids, own);
		return new SendBatchOperation(this.messages.withContext(request, own, batch), batch);
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
		catch (RuntimeException ex) {
			this.spans.faults().report("asking for the trace context of messages", ex);
			return request;
		}
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
		catch (RuntimeException ex) {
			this.spans.faults().report("ending a call of SQS", ex);
		}
	}

}
