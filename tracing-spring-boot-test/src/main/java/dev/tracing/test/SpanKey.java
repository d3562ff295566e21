package dev.tracing.test;

import io.opentelemetry.api.trace.SpanContext;

/**
 * Identity of a span across all services that record into one JVM.
 */
record SpanKey(String traceId, String spanId) {

	static SpanKey of(SpanContext context) {
		return new SpanKey(context.getTraceId(), context.getSpanId());
	}

	@Override
	public String toString() {
		return this.traceId + "/" + this.spanId;
	}

}
