package dev.tracing.logging;

import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the current context of each thread in the place of OpenTelemetry's default
 * storage, and the ids of its span in the log context. Does in one scope what a wrapper
 * of that storage needs two for, at each span of each request.
 */
final class CorrelatingThreadLocal implements ContextStorage {

	// A JVM has one storage. A thread without a context has null, which the type does not
	// say.
	@SuppressWarnings({ "ThreadLocalUsage", "NullAway" })
	private final ThreadLocal<Context> current = new ThreadLocal<>();

	private final AtomicInteger interested;

	/**
	 * Create a storage.
	 * @param interested how many want to see ids
	 */
	CorrelatingThreadLocal(AtomicInteger interested) {
		this.interested = interested;
	}

	@Override
	public Scope attach(@Nullable Context toAttach) {
		Context before = this.current.get();
		if (toAttach == null || toAttach == before) {
			return Scope.noop();
		}
		change(before, toAttach);
		return new ThreadLocalScope(before, toAttach);
	}

	@Override
	public @Nullable Context current() {
		return this.current.get();
	}

	/**
	 * Make a context current without a scope.
	 * @param context the context, the root for none
	 */
	void replace(Context context) {
		Context before = this.current.get();
		Context now = (context != root()) ? context : null;
		if (now != before) {
			change(before, now);
		}
	}

	@SuppressWarnings("NullAway")
	private void change(@Nullable Context before, @Nullable Context now) {
		this.current.set(now);
		if (this.interested.get() > 0) {
			SpanContext hidden = LogContext.spanContextOf(before);
			SpanContext shown = LogContext.spanContextOf(now);
			if (shown != hidden) {
				LogContext.show(shown, hidden);
			}
		}
	}

	/**
	 * Closes once and only while its context is current, as a scope of the default
	 * storage does: one that is closed out of order leaves the others alone.
	 */
	private final class ThreadLocalScope implements Scope {

		private final @Nullable Context before;

		private final Context attached;

		private boolean closed;

		ThreadLocalScope(@Nullable Context before, Context attached) {
			this.before = before;
			this.attached = attached;
		}

		@Override
		public void close() {
			if (!this.closed && CorrelatingThreadLocal.this.current.get() == this.attached) {
				this.closed = true;
				change(this.attached, this.before);
			}
		}

	}

}
