package dev.tracing.logging;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;

/**
 * Replaces the current context of a thread, for whoever keeps what was there before by
 * other means than a scope. Log ids follow.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class CurrentContext {

	private static final ForeignReplacements FOREIGN = new ForeignReplacements();

	private CurrentContext() {
	}

	/**
	 * Make a context current on this thread until something else is. There is no scope to
	 * close: the caller puts back what was current, or nothing.
	 * @param context the context, the root for none
	 */
	public static void replace(Context context) {
		ContextStorage storage = ContextStorage.get();
		if (storage instanceof CorrelatingThreadLocal threadLocal) {
			threadLocal.replace(context);
		}
		else {
			FOREIGN.replace(storage, context);
		}
	}

	/**
	 * Close a scope and put back what was current before it, whatever happened in
	 * between: a scope that someone left open keeps this one from closing, and would be
	 * there on a pooled thread ever after.
	 * @param scope the scope, opened on this thread
	 * @param before what was current before
	 */
	public static void leave(Scope scope, Context before) {
		scope.close();
		if (Context.current() != before) {
			replace(before);
		}
	}

}
