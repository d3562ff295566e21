package dev.tracing.logging;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Writes the ids of a span to the log context when it becomes current, and those of the
 * span before it when its scope closes.
 */
final class CorrelatingContextStorage implements ContextStorage {

	private static final String TRACE_ID = "traceId";

	private static final String SPAN_ID = "spanId";

	private static final AtomicBoolean IN_PLACE = new AtomicBoolean();

	private final ContextStorage delegate;

	private final AtomicInteger interested;

	CorrelatingContextStorage(ContextStorage delegate, AtomicInteger interested) {
		this.delegate = delegate;
		this.interested = interested;
		IN_PLACE.set(true);
	}

	static boolean isInPlace() {
		return IN_PLACE.get();
	}

	@Override
	public Scope attach(Context toAttach) {
		if (this.interested.get() == 0) {
			return this.delegate.attach(toAttach);
		}
		SpanContext before = currentSpanContext();
		SpanContext now = spanContextOf(toAttach);
		Scope scope = this.delegate.attach(toAttach);
		if (now == before) {
			return scope;
		}
		show(now, before);
		return new CorrelatedScope(scope, now);
	}

	@Override
	public @Nullable Context current() {
		return this.delegate.current();
	}

	@Override
	public Context root() {
		return this.delegate.root();
	}

	private SpanContext currentSpanContext() {
		Context current = this.delegate.current();
		return (current != null) ? spanContextOf(current) : SpanContext.getInvalid();
	}

	private static SpanContext spanContextOf(Context context) {
		return Span.fromContext(context).getSpanContext();
	}

	private static void show(SpanContext now, SpanContext before) {
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

	/**
	 * Shows what is really current after closing, which is not what was current before if
	 * scopes are closed out of order.
	 */
	private final class CorrelatedScope implements Scope {

		private final Scope scope;

		private final SpanContext shown;

		CorrelatedScope(Scope scope, SpanContext shown) {
			this.scope = scope;
			this.shown = shown;
		}

		@Override
		public void close() {
			this.scope.close();
			show(currentSpanContext(), this.shown);
		}

	}

}
