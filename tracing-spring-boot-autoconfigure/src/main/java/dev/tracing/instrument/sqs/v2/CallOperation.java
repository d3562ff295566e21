package dev.tracing.instrument.sqs.v2;

import dev.tracing.instrument.sqs.SqsCall;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.SqsRequest;
import software.amazon.awssdk.services.sqs.model.SqsResponse;

/**
 * An operation that has one span at the most.
 */
abstract class CallOperation implements Operation {

	private final SqsRequest request;

	private final @Nullable SqsCall call;

	CallOperation(SqsRequest request, @Nullable SqsCall call) {
		this.request = request;
		this.call = call;
	}

	@Override
	public SqsRequest request() {
		return this.request;
	}

	@Override
	public @Nullable Context context() {
		return (this.call != null) ? this.call.context() : null;
	}

	/**
	 * Describe what SQS answered.
	 * @param answered the call
	 * @param response the answer
	 */
	abstract void describe(SqsCall answered, Object response);

	@Override
	public void end(@Nullable Object response, @Nullable Throwable failure) {
		if (this.call == null) {
			return;
		}
		if (failure != null) {
			Throwable cause = SdkErrors.causeOf(failure);
			this.call.fail(SdkErrors.requestIdOf(cause), cause, SdkErrors.codeOf(cause));
			return;
		}
		try {
			if (response != null) {
				describe(this.call, response);
			}
		}
		finally {
			this.call.end((response instanceof SqsResponse answer) ? SdkErrors.requestIdOf(answer) : null);
		}
	}

}
