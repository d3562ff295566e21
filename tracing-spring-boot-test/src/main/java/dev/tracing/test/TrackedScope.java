package dev.tracing.test;

import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * A scope that remembers where it was opened and reports how it is closed. Behaves
 * towards the application exactly like the scope it wraps.
 */
final class TrackedScope implements Scope {

	private final Scope delegate;

	private final ContextStorage storage;

	private final List<ScopeWatch> watches;

	private final @Nullable Context attached;

	private final CallSite opened = new CallSite("opened");

	private volatile boolean closed;

	TrackedScope(Scope delegate, ContextStorage storage, List<ScopeWatch> watches) {
		this.delegate = delegate;
		this.storage = storage;
		this.watches = watches;
		this.attached = storage.current();
		watches.forEach((watch) -> watch.opened(this));
	}

	@Override
	public void close() {
		ScopeProblem.Kind misuse = misuse();
		this.delegate.close();
		if (misuse == null) {
			this.closed = true;
			this.watches.forEach((watch) -> watch.closed(this));
		}
		else {
			ScopeProblem problem = new ScopeProblem(misuse, this, new CallSite("closed"));
			this.watches.forEach((watch) -> watch.misused(problem));
		}
	}

	private ScopeProblem.@Nullable Kind misuse() {
		if (this.closed) {
			return ScopeProblem.Kind.CLOSED_TWICE;
		}
		if (Thread.currentThread() != thread()) {
			return ScopeProblem.Kind.CLOSED_ON_OTHER_THREAD;
		}
		return (this.storage.current() != this.attached) ? ScopeProblem.Kind.CLOSED_OUT_OF_ORDER : null;
	}

	Thread thread() {
		return this.opened.thread();
	}

	CallSite opened() {
		return this.opened;
	}

	String traceId() {
		return spanContext().getTraceId();
	}

	/**
	 * Describes what was made current, as far as it can be told.
	 */
	String content() {
		Span span = span();
		if (span instanceof ReadableSpan readable) {
			return "span '" + readable.getName() + "'";
		}
		return span.getSpanContext().isValid() ? "span " + span.getSpanContext().getSpanId() : "a context without span";
	}

	private SpanContext spanContext() {
		return span().getSpanContext();
	}

	private Span span() {
		return (this.attached != null) ? Span.fromContext(this.attached) : Span.getInvalid();
	}

}
