package dev.tracing.sampling;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;

/**
 * Marks a context in which no span is recorded: the work of an excluded request, child
 * spans included.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class TraceSuppression {

	private static final ContextKey<Boolean> SUPPRESSED = ContextKey.named("dev.tracing.suppressed");

	/**
	 * The context of an excluded unit of work, without any trace of its own.
	 */
	private static final Context SUPPRESSED_ROOT = Context.root().with(SUPPRESSED, true);

	private TraceSuppression() {
	}

	/**
	 * Return a context without a span in which all new spans are dropped.
	 * @return the same context each time
	 */
	public static Context suppressedRoot() {
		return SUPPRESSED_ROOT;
	}

	/**
	 * Whether spans that start in the given context are dropped.
	 * @param context the parent context
	 * @return {@code true} if it descends from {@link #suppressedRoot()}
	 */
	public static boolean isSuppressed(Context context) {
		return context.get(SUPPRESSED) != null;
	}

}
