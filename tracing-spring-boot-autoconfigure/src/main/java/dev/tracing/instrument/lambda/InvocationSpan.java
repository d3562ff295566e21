package dev.tracing.instrument.lambda;

import dev.tracing.instrument.SpanErrors;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The span of an invocation by an event of which nothing more is known.
 */
final class InvocationSpan implements EventSpan {

	private final Span span;

	private final Context context;

	InvocationSpan(Span span, Context context) {
		this.span = span;
		this.context = context;
	}

	@Override
	public Context context() {
		return this.context;
	}

	@Override
	public void end(@Nullable Object response, @Nullable Throwable exception) {
		try {
			if (exception != null) {
				SpanErrors.record(this.span, exception);
			}
		}
		finally {
			this.span.end();
		}
	}

	/**
	 * End the span with an exception that is on a span within it already.
	 * @param exception what the handler threw, or {@code null} if it did not
	 */
	void endAfter(@Nullable Throwable exception) {
		try {
			if (exception != null) {
				SpanErrors.fail(this.span, SpanErrors.typeOf(exception), exception);
			}
		}
		finally {
			this.span.end();
		}
	}

}
