package dev.tracing.instrument.async;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a thread shows of the current span: to spans and to log lines.
 *
 * @param traceId the trace id of the current span
 * @param spanId the id of the current span
 * @param loggedTraceId the trace id that log lines show
 * @param loggedSpanId the span id that log lines show
 */
record Ids(@Nullable String traceId, @Nullable String spanId, @Nullable String loggedTraceId,
		@Nullable String loggedSpanId) {

	/**
	 * Nothing is current.
	 */
	static final Ids NONE = new Ids(null, null, null, null);

	/**
	 * Returns what this thread shows.
	 * @return the ids
	 */
	static Ids current() {
		SpanContext span = Span.current().getSpanContext();
		return new Ids((span.isValid()) ? span.getTraceId() : null, (span.isValid()) ? span.getSpanId() : null,
				MDC.get("traceId"), MDC.get("spanId"));
	}

	/**
	 * Returns what a thread should show while a span is current.
	 * @param span the span
	 * @return the ids
	 */
	static Ids of(Span span) {
		String traceId = span.getSpanContext().getTraceId();
		String spanId = span.getSpanContext().getSpanId();
		return new Ids(traceId, spanId, traceId, spanId);
	}

}
