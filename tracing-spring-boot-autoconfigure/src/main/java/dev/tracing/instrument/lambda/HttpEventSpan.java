package dev.tracing.instrument.lambda;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.instrument.http.HttpServerSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The span of an invocation by a request over HTTP.
 */
final class HttpEventSpan implements EventSpan {

	private final HttpServerSpan span;

	HttpEventSpan(HttpServerSpan span) {
		this.span = span;
	}

	@Override
	public Context context() {
		return this.span.context();
	}

	/**
	 * What a handler throws becomes a 502 in any case. That the span is told so here, and
	 * not by {@link HttpServerSpan#failed}, has a reason: that method needs Spring's web
	 * support.
	 */
	@Override
	public void end(@Nullable Object response, @Nullable Throwable exception) {
		EventResponse answer = EventResponse.of(response);
		try {
			if (exception != null) {
				SpanErrors.record(Span.fromContext(context()), exception);
			}
		}
		finally {
			this.span.end(answer.status(), answer, EventResponse::values);
		}
	}

}
