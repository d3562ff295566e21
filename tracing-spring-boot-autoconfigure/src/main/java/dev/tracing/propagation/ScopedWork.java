package dev.tracing.propagation;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * Work that makes its context current on each of its threads by scopes of its own, as
 * Micrometer's observations do. It is in the context, so that whoever takes contexts from
 * threads leaves such a one alone.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public interface ScopedWork {

	/**
	 * Key of the innermost work in its context.
	 */
	ContextKey<ScopedWork> KEY = ContextKey.named("dev.tracing.work");

	/**
	 * Whether a scope of this work is open on this thread.
	 * @return {@code true} if closing it will take the context from the thread
	 */
	boolean isInScope();

	/**
	 * Whether this work started in a context, or within other work that did.
	 * @param context the context
	 * @return {@code true} if what this work makes current is closer than the context
	 */
	boolean startedIn(Context context);

	/**
	 * Whether the current context of this thread is there by a scope of its work, which
	 * started in another context.
	 * @param context the other context
	 * @return {@code true} if what is current is closer
	 */
	static boolean isCurrentWithin(Context context) {
		@Nullable ScopedWork work = Context.current().get(KEY);
		return work != null && work.isInScope() && work.startedIn(context);
	}

	/**
	 * Whether a context is that of work which started in another context.
	 * @param inner the context that may be closer
	 * @param outer the other context
	 * @return {@code true} if the former is closer
	 */
	static boolean isWithin(Context inner, Context outer) {
		@Nullable ScopedWork work = inner.get(KEY);
		return work != null && work.startedIn(outer);
	}

	/**
	 * Whether the current context of this thread is there by a scope of its work.
	 * @return {@code true} if it is
	 */
	static boolean isCurrent() {
		@Nullable ScopedWork work = Context.current().get(KEY);
		return work != null && work.isInScope();
	}

}
