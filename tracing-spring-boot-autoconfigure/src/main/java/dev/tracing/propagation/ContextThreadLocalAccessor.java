package dev.tracing.propagation;

import dev.tracing.logging.CurrentContext;
import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Carries the current OpenTelemetry context, and with it the span, baggage and log ids,
 * in snapshots of Micrometer's context propagation: from thread to thread, and between
 * threads and Reactor's contexts. Stateless.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ContextThreadLocalAccessor implements ThreadLocalAccessor<Context> {

	/**
	 * Key of the OpenTelemetry context in snapshots and in Reactor's contexts.
	 */
	public static final String KEY = "dev.tracing.context";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Context getValue() {
		Context current = Context.current();
		return (current != Context.root()) ? current : null;
	}

	/**
	 * Makes a context current, unless the observation in the same snapshot started within
	 * it: that has its own accessor, which comes earlier, and is closer.
	 */
	@Override
	public void setValue(Context context) {
		if (!ScopedWork.isCurrentWithin(context)) {
			CurrentContext.replace(context);
		}
	}

	@Override
	public void restore(Context previous) {
		CurrentContext.replace(previous);
	}

	/**
	 * Takes the context from the thread, except one that belongs to the observation which
	 * is in the same snapshot: that has its own accessor, which comes earlier.
	 */
	@Override
	public void setValue() {
		if (!ScopedWork.isCurrent()) {
			CurrentContext.replace(Context.root());
		}
	}

}
