package dev.tracing.sampling;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;

/**
 * Marks a context whose remote parent left it to the callee to decide whether the trace
 * is kept, as X-Ray's {@code Sampled=?} does. The flag of such a parent says nothing.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class DeferredDecision {

	private static final ContextKey<Boolean> DEFERRED = ContextKey.named("dev.tracing.deferred-decision");

	private DeferredDecision() {
	}

	/**
	 * Mark a context.
	 * @param context has a remote parent that did not decide
	 * @return the marked context
	 */
	public static Context mark(Context context) {
		return context.with(DEFERRED, true);
	}

	/**
	 * Whether the remote parent of a context did not decide.
	 * @param context the parent context
	 * @return {@code true} if the sampler has to
	 */
	public static boolean isDeferred(Context context) {
		return context.get(DEFERRED) != null;
	}

}
