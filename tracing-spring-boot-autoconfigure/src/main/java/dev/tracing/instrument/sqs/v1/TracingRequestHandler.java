package dev.tracing.instrument.sqs.v1;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.Request;
import com.amazonaws.Response;
import com.amazonaws.handlers.HandlerContextKey;
import com.amazonaws.handlers.RequestHandler2;
import dev.tracing.instrument.Deferred;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Traces clients that no proxy can be put around. Only the first of its methods is called
 * on the thread of the application, which may be long gone when the others are. An end
 * that the client tells nobody of stays unknown: above all that another handler failed.
 */
final class TracingRequestHandler extends RequestHandler2 {

	private static final HandlerContextKey<Context> CALLER = new HandlerContextKey<>("dev.tracing.sqs.caller");

	private static final HandlerContextKey<TracedCall> CALL = new HandlerContextKey<>("dev.tracing.sqs.call");

	private final Deferred<TracedCalls> calls;

	TracingRequestHandler(Deferred<TracedCalls> calls) {
		this.calls = calls;
	}

	@Override
	public AmazonWebServiceRequest beforeExecution(AmazonWebServiceRequest request) {
		if (TracedCalls.isTraced(request) || !SqsOperation.covers(request)) {
			return request;
		}
		AmazonWebServiceRequest copy = request.clone();
		copy.addHandlerContext(CALLER, Context.current());
		return copy;
	}

	@Override
	public AmazonWebServiceRequest beforeMarshalling(AmazonWebServiceRequest request) {
		Context caller = request.getHandlerContext(CALLER);
		if (caller == null || TracedCalls.isTraced(request)) {
			return request;
		}
		try (Scope ignored = caller.makeCurrent()) {
			TracedCalls traced = this.calls.get();
			TracedCall call = (traced != null) ? traced.start(request, ClientKind.PLAIN) : null;
			if (call == null) {
				return request;
			}
			call.request().addHandlerContext(CALL, call);
			return call.request();
		}
	}

	@Override
	public void afterResponse(Request<?> request, @Nullable Response<?> response) {
		TracedCall call = request.getHandlerContext(CALL);
		if (call != null) {
			call.end((response != null) ? response.getAwsResponse() : null);
		}
	}

	@Override
	public void afterError(Request<?> request, @Nullable Response<?> response, Exception exception) {
		TracedCall call = request.getHandlerContext(CALL);
		if (call != null) {
			call.fail(exception);
		}
	}

}
