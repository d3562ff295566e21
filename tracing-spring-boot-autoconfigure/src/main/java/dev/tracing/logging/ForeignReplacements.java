package dev.tracing.logging;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the current context where a foreign storage keeps it, which only knows scopes.
 * Remembers them for each thread and closes them when what they hid is put back, since
 * strict storages count scopes.
 */
final class ForeignReplacements {

	private static final int MAX_DEPTH = 64;

	// A thread has one current context, whoever replaces it.
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<Replacement> latest = new ThreadLocal<>();

	/**
	 * Make a context current.
	 * @param storage the storage of the JVM
	 * @param context the context, the root for none
	 */
	// Closed when the context before it is put back.
	@SuppressWarnings("MustBeClosedChecker")
	void replace(ContextStorage storage, Context context) {
		Replacement top = this.latest.get();
		if (hides(top, context)) {
			top = putBack(storage, top, context);
		}
		Context current = currentOf(storage);
		if (current != context) {
			Scope scope = storage.attach(context);
			// Somebody who never puts anything back must not fill the memory.
			Replacement below = (top != null && top.depth() < MAX_DEPTH) ? top : null;
			top = new Replacement(current, context, scope, below, (below != null) ? below.depth() + 1 : 1);
		}
		if (top != null) {
			this.latest.set(top);
		}
		else {
			this.latest.remove();
		}
	}

	private static boolean hides(@Nullable Replacement top, Context context) {
		for (Replacement candidate = top; candidate != null; candidate = candidate.below()) {
			if (candidate.before() == context) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Replacement putBack(ContextStorage storage, @Nullable Replacement top, Context context) {
		Replacement candidate = top;
		// A scope that was opened since is not ours to close.
		while (candidate != null && candidate.now() == currentOf(storage) && candidate.now() != context) {
			candidate.scope().close();
			candidate = candidate.below();
		}
		return candidate;
	}

	private static Context currentOf(ContextStorage storage) {
		Context current = storage.current();
		return (current != null) ? current : Context.root();
	}

	private record Replacement(Context before, Context now, Scope scope, @Nullable Replacement below, int depth) {

	}

}
