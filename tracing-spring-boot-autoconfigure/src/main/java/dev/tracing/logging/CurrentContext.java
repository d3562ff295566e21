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

	/**
	 * A storage that is not ours can be set by a scope only. The last one is closed when
	 * the next replacement comes, so that no scope is left over once the caller has put
	 * back what was there.
	 */
	private static final ThreadLocal<Scope> REPLACEMENT = new ThreadLocal<>();

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
			replaceScope(context);
		}
	}

	@SuppressWarnings("MustBeClosedChecker")
	private static void replaceScope(Context context) {
		Scope previous = REPLACEMENT.get();
		if (previous != null) {
			REPLACEMENT.remove();
			previous.close();
		}
		if (Context.current() != context) {
			REPLACEMENT.set(context.makeCurrent());
		}
	}

}
