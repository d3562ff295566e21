package dev.tracing.instrument.sqs;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The sending of a batch: the call, and a span for each message that needs one. As
 * thread-safe as handing it to whoever gets the answer; no method throws.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class SqsBatch {

	private final SqsCall call;

	private final List<String> ids;

	private final @Nullable SqsCall[] created;

	private final List<String> refused = new ArrayList<>();

	SqsBatch(SqsCall call, List<String> ids, @Nullable SqsCall[] created) {
		this.call = call;
		this.ids = ids;
		this.created = created;
	}

	/**
	 * Return the context of the call.
	 * @return a context with its span
	 */
	public Context context() {
		return this.call.context();
	}

	/**
	 * Return the context with which a message goes, unless it keeps its own.
	 * @param index place of the message in the batch
	 * @return a context with the message's span or, if it has none, with that of the call
	 */
	public Context contextOf(int index) {
		SqsCall message = this.created[index];
		return (message != null) ? message.context() : context();
	}

	/**
	 * Describe a message that SQS took.
	 * @param entryId id of the entry in the batch
	 * @param messageId the id that SQS gave it
	 */
	public void sent(@Nullable String entryId, @Nullable String messageId) {
		SqsCall message = messageOf(entryId);
		if (message != null) {
			message.sent(messageId);
		}
	}

	/**
	 * Describe a message that SQS refused.
	 * @param entryId id of the entry in the batch
	 * @param errorCode what AWS calls the error
	 * @param reason why the message was refused, if AWS said so
	 */
	public void refused(@Nullable String entryId, @Nullable String errorCode, @Nullable String reason) {
		if (entryId != null) {
			this.refused.add(entryId);
		}
		SqsCall message = messageOf(entryId);
		if (message != null) {
			message.refuse(errorCode, reason);
		}
	}

	private @Nullable SqsCall messageOf(@Nullable String entryId) {
		int index = this.ids.indexOf(entryId);
		return (index >= 0) ? this.created[index] : null;
	}

	/**
	 * End all spans. Calls after the first have no effect.
	 * @param requestId the id that AWS gave to the request, if known
	 */
	public void end(@Nullable String requestId) {
		for (SqsCall message : this.created) {
			if (message != null) {
				message.end(null);
			}
		}
		this.call.refused(this.refused);
		this.call.end(requestId);
	}

	/**
	 * End all spans with an error. Calls after the first have no effect.
	 * @param requestId the id that AWS gave to the request, if known
	 * @param exception what the call threw
	 * @param errorCode what AWS calls the error, if it was AWS that failed
	 */
	public void fail(@Nullable String requestId, Throwable exception, @Nullable String errorCode) {
		for (SqsCall message : this.created) {
			if (message != null) {
				message.fail(null, exception, errorCode);
			}
		}
		this.call.fail(requestId, exception, errorCode);
	}

}
