package dev.tracing.observation;

import dev.tracing.propagation.ScopedWork;
import io.micrometer.tracing.CurrentTraceContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One observation's context being current on one thread. Closing out of order leaves what
 * is on top alone and is made up for when that closes; the context storage by itself
 * would never return to what was there before.
 */
final class ObservationScope implements CurrentTraceContext.Scope {

	private final ObservedContext observed;

	private final Context attached;

	private final Context before;

	private final Scope scope;

	private final @Nullable ObservationScope enclosing;

	private final CurrentTraceContext.@Nullable Scope previous;

	private boolean closed;

	private ObservationScope(ObservedContext observed, Context attached, Context before) {
		this.observed = observed;
		this.attached = attached;
		this.before = before;
		this.enclosing = innermost(before);
		this.previous = observed.getScope();
		this.scope = attached.makeCurrent();
	}

	/**
	 * Make a context current on this thread for an observation.
	 * @param observed the observation
	 * @param toAttach the context
	 */
	static void open(ObservedContext observed, Context toAttach) {
		observed.setScope(new ObservationScope(observed, toAttach, Context.current()));
	}

	/**
	 * Return the scope that was opened last on this thread and is below the given
	 * context.
	 * @param current the current context
	 * @return the scope, or {@code null} if no observation's scope is open
	 */
	static @Nullable ObservationScope innermost(Context current) {
		return (current.get(ScopedWork.KEY) instanceof ObservedContext observed
				&& observed.getScope() instanceof ObservationScope scope) ? scope : null;
	}

	/**
	 * Return what was current on this thread before any observation's scope was opened.
	 * @return a context that this package did not make current
	 */
	Context base() {
		ObservationScope outermost = this;
		while (outermost.enclosing != null) {
			outermost = outermost.enclosing;
		}
		return outermost.before;
	}

	@Override
	public void close() {
		this.observed.setScope(this.previous);
		this.closed = true;
		detach();
	}

	/**
	 * Close this scope and all that enclose it.
	 */
	void closeAll() {
		for (ObservationScope scope = this; scope != null; scope = scope.enclosing) {
			scope.close();
		}
	}

	private void detach() {
		if (Context.current() != this.attached) {
			return;
		}
		this.scope.close();
		if (this.enclosing != null && this.enclosing.closed) {
			this.enclosing.detach();
		}
	}

}
