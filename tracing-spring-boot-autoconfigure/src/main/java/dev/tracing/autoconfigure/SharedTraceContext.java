package dev.tracing.autoconfigure;

import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.micrometer.tracing.otel.bridge.OtelTraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's view of the current span. Micrometer remembers in the OpenTelemetry
 * context which span its own API made current last, and would go on showing that one when
 * instrumentation has made another current within.
 */
final class SharedTraceContext extends OtelCurrentTraceContext {

	@Override
	public @Nullable TraceContext context() {
		TraceContext remembered = super.context();
		if (remembered == null) {
			return null;
		}
		Span current = Span.current();
		SpanContext currentContext = current.getSpanContext();
		if (currentContext.equals(OtelTraceContext.toOtelSpanContext(remembered))) {
			return remembered;
		}
		return (currentContext.isValid()) ? new OtelSpan(current).context() : null;
	}

}
