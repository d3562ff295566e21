package dev.tracing.instrument.sqs;

import java.util.List;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.instrument.messaging.MessagingAttributes;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * One call of SQS and its span, until the answer is there. Thread-safe; no method throws.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class SqsCall {

	private final Context context;

	private final Span span;

	private final TracingFaults faults;

	SqsCall(Context parent, Span span, TracingFaults faults) {
		this.context = parent.with(span);
		this.span = span;
		this.faults = faults;
	}

	/**
	 * Return the context of the call.
	 * @return a context with its span
	 */
	public Context context() {
		return this.context;
	}

	/**
	 * Describe the message that was sent.
	 * @param id the id that SQS gave it, if known
	 */
	public void sent(@Nullable String id) {
		if (id != null) {
			this.span.setAttribute(MessagingAttributes.MESSAGE_ID, id);
		}
	}

	/**
	 * Mark the message as refused, though the call as such went well.
	 * @param errorCode what AWS calls the error
	 * @param reason why the message was refused, if AWS said so
	 */
	void refuse(@Nullable String errorCode, @Nullable String reason) {
		this.span.setStatus(StatusCode.ERROR, (reason != null) ? reason : "");
		this.span.setAttribute(SpanErrors.ERROR_TYPE, (errorCode != null) ? errorCode : "_OTHER");
	}

	/**
	 * Describe what SQS refused of a batch.
	 * @param entries ids of the entries
	 */
	public void refused(List<String> entries) {
		if (!entries.isEmpty()) {
			this.span.setAttribute(SqsAttributes.FAILED_ENTRIES, entries);
		}
	}

	/**
	 * Describe what was received.
	 * @param <M> type of the messages
	 * @param messages the messages
	 * @param reader reads them
	 * @param contexts reads their trace context
	 */
	public <M> void received(List<M> messages, MessageReader<M> reader, MessageContextReader contexts) {
		if (!this.span.isRecording()) {
			return;
		}
		this.span.setAttribute(MessagingAttributes.BATCH_MESSAGE_COUNT, (long) messages.size());
		try {
			for (M message : messages) {
				SpanContext sender = contexts.senderOf(message, reader);
				if (sender.isValid()) {
					this.span.addLink(sender);
				}
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("describing received messages", ex);
		}
	}

	/**
	 * End the span. Calls after the first have no effect.
	 * @param requestId the id that AWS gave to the request, if known
	 */
	public void end(@Nullable String requestId) {
		if (requestId != null) {
			this.span.setAttribute(SqsAttributes.REQUEST_ID, requestId);
		}
		this.span.end();
	}

	/**
	 * End the span with an error. Calls after the first have no effect.
	 * @param requestId the id that AWS gave to the request, if known
	 * @param exception what the call threw
	 * @param errorCode what AWS calls the error, if it was AWS that failed
	 */
	public void fail(@Nullable String requestId, Throwable exception, @Nullable String errorCode) {
		try {
			if (this.span.isRecording()) {
				SpanErrors.record(this.span, exception);
				if (errorCode != null) {
					this.span.setAttribute(SpanErrors.ERROR_TYPE, errorCode);
				}
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording why a call of SQS failed", ex);
		}
		end(requestId);
	}

}
