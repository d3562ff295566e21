package dev.tracing.logging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Shows the ids of a span to loggers, under the keys that Spring Boot's correlation
 * pattern and structured logging read.
 */
final class LogContext {

	private static final String TRACE_ID = "traceId";

	private static final String SPAN_ID = "spanId";

	private LogContext() {
	}

	/**
	 * Return what identifies the span of a context.
	 * @param context the context
	 * @return what identifies its span, invalid if there is none
	 */
	static SpanContext spanContextOf(@Nullable Context context) {
		return (context != null) ? Span.fromContext(context).getSpanContext() : SpanContext.getInvalid();
	}

	/**
	 * Show the ids of one span in place of those of another on this thread.
	 * @param now the span to show, nothing is shown of an invalid one
	 * @param before the span shown so far
	 */
	static void show(SpanContext now, SpanContext before) {
		if (!now.isValid()) {
			MDC.remove(TRACE_ID);
			MDC.remove(SPAN_ID);
			return;
		}
		// Most changes are between spans of one trace: leave the trace id alone then.
		if (!now.getTraceId().equals(before.getTraceId())) {
			MDC.put(TRACE_ID, now.getTraceId());
		}
		MDC.put(SPAN_ID, now.getSpanId());
	}

}
