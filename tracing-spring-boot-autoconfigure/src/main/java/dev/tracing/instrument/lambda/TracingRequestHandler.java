package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/**
 * Runs a handler of objects in the span of the invocation.
 *
 * @param <I> type of the event
 * @param <O> type of the response
 */
final class TracingRequestHandler<I, O> implements RequestHandler<I, O> {

	private final RequestHandler<I, O> handler;

	private final Invocations invocations;

	TracingRequestHandler(RequestHandler<I, O> handler, Invocations invocations) {
		this.handler = handler;
		this.invocations = invocations;
	}

	@Override
	public O handleRequest(I event, Context context) {
		return this.invocations.<O, RuntimeException>run(event, context,
				() -> this.handler.handleRequest(event, context));
	}

}
