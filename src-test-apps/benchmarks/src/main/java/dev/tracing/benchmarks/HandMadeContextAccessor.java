package dev.tracing.benchmarks;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Hooks;

/**
 * Makes the context that filters by hand leave in Reactor's context current in each
 * operator.
 */
final class HandMadeContextAccessor implements ThreadLocalAccessor<Context> {

	/**
	 * Switch Reactor's automatic propagation on.
	 */
	static void install() {
		Hooks.enableAutomaticContextPropagation();
		ContextRegistry.getInstance().registerThreadLocalAccessor(new HandMadeContextAccessor());
	}

	@Override
	public Object key() {
		return HandMadeExchangeFilter.CONTEXT;
	}

	@Override
	public @Nullable Context getValue() {
		return ContextStorage.get().current();
	}

	@Override
	@SuppressWarnings("MustBeClosedChecker")
	public void setValue(Context context) {
		ContextStorage.get().attach(context);
	}

	@Override
	public void setValue() {
		setValue(Context.root());
	}

}
