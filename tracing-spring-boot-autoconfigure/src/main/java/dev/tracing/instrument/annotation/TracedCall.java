package dev.tracing.instrument.annotation;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * One call of a traced method, whose spans may start later than the call.
 *
 * @param spans makes the spans
 * @param method the method
 * @param arguments what it was called with
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares calls.
record TracedCall(TracedSpans spans, TracedMethod method, @Nullable Object[] arguments) {

	/**
	 * Start a span.
	 * @param caller the context to start it in
	 * @return the span, or {@code null} if it could not be started
	 */
	@Nullable Span start(Context caller) {
		return this.spans.start(caller, this.method, this.arguments);
	}

}
