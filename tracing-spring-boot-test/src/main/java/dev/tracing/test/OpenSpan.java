package dev.tracing.test;

import io.opentelemetry.api.trace.SpanKind;

/**
 * A span that was started and has not ended yet.
 *
 * @param name the current name of the span
 * @param kind the kind of the span
 * @param traceId the trace id in lower-case hex
 * @param spanId the span id in lower-case hex
 * @param startThread the name of the thread that started the span
 */
public record OpenSpan(String name, SpanKind kind, String traceId, String spanId, String startThread) {

	@Override
	public String toString() {
		return "'" + this.name + "' [" + this.kind + "] started on thread \"" + this.startThread + "\"";
	}

}
