package dev.tracing.instrument.sqs.v1;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.handlers.AsyncHandler;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call, and tells the application's handler about its own request, in the context
 * of whoever called.
 *
 * @param <R> type of the request
 * @param <T> type of the answer
 */
final class TracingAsyncHandler<R extends AmazonWebServiceRequest, T> implements AsyncHandler<R, T> {

	private final TracedCall call;

	private final R request;

	private final @Nullable AsyncHandler<R, T> handler;

	private final Context caller;

	TracingAsyncHandler(TracedCall call, R request, @Nullable AsyncHandler<R, T> handler, Context caller) {
		this.call = call;
		this.request = request;
		this.handler = handler;
		this.caller = caller;
	}

	@Override
	public void onSuccess(R copy, T result) {
		this.call.end(result);
		if (this.handler != null) {
			try (Scope ignored = this.caller.makeCurrent()) {
				this.handler.onSuccess(this.request, result);
			}
		}
	}

	@Override
	public void onError(Exception exception) {
		this.call.fail(exception);
		if (this.handler != null) {
			try (Scope ignored = this.caller.makeCurrent()) {
				this.handler.onError(exception);
			}
		}
	}

}
