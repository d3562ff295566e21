package dev.tracing.logging;

import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a storage that someone else put in the place of OpenTelemetry's, to write the ids
 * of a span to the log context when it becomes current, and those of the span before it
 * when its scope closes.
 */
final class CorrelatingContextStorage implements ContextStorage {

	private final ContextStorage delegate;

	private final AtomicInteger interested;

	CorrelatingContextStorage(ContextStorage delegate, AtomicInteger interested) {
		this.delegate = delegate;
		this.interested = interested;
	}

	@Override
	public Scope attach(Context toAttach) {
		if (this.interested.get() == 0) {
			return this.delegate.attach(toAttach);
		}
		SpanContext before = currentSpanContext();
		SpanContext now = LogContext.spanContextOf(toAttach);
		Scope scope = this.delegate.attach(toAttach);
		if (now == before) {
			return scope;
		}
		LogContext.show(now, before);
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
		return LogContext.spanContextOf(this.delegate.current());
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
			LogContext.show(currentSpanContext(), this.shown);
		}

	}

}
