package dev.tracing.instrument.kafka;

import dev.tracing.logging.CurrentContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * Makes a context current on the thread of a consumer, over several calls.
 */
final class ThreadScope {

	private final Context before;

	private final Scope scope;

	private ThreadScope(Context before, Scope scope) {
		this.before = before;
		this.scope = scope;
	}

	@SuppressWarnings("MustBeClosedChecker")
	static ThreadScope open(Context context) {
		Context before = Context.current();
		return new ThreadScope(before, context.makeCurrent());
	}

	void close() {
		CurrentContext.leave(this.scope, this.before);
	}

}
