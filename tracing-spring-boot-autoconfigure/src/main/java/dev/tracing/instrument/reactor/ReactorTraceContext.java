package dev.tracing.instrument.reactor;

import java.util.function.BiFunction;

import dev.tracing.observation.ObservationContexts;
import dev.tracing.propagation.ContextThreadLocalAccessor;
import dev.tracing.propagation.ScopedWork;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The OpenTelemetry context within Reactor's context, which belongs to a subscription
 * instead of a thread.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ReactorTraceContext {

	/**
	 * Key of the hook that Reactor asks about errors in the operators of a subscription,
	 * which is also where the context is kept aside: each entry of Reactor's context
	 * costs. The key has no accessor, so that Reactor restores nothing.
	 */
	private static final String ASIDE = "reactor.onOperatorError.local";

	private ReactorTraceContext() {
	}

	/**
	 * Return the context in which something subscribes: that of the subscription, or else
	 * that of the thread. An observation of the subscription that started within its
	 * context is closer, and all there is where somebody else subscribes, as a scheduler
	 * does.
	 * @param subscription Reactor's context of the subscription
	 * @return a context, the root if there is no other
	 */
	public static Context of(ContextView subscription) {
		Context carried = subscription.getOrDefault(ContextThreadLocalAccessor.KEY, null);
		if (carried == null) {
			Aside aside = aside(subscription);
			carried = (aside != null) ? aside.context() : null;
		}
		Context observed = ObservationContexts.of(subscription.getOrDefault(ObservationContexts.KEY, null));
		if (observed != null && (carried == null || ScopedWork.isWithin(observed, carried))) {
			return observed;
		}
		return (carried != null) ? carried : Context.current();
	}

	/**
	 * Write a context into that of a subscription.
	 * @param subscription Reactor's context of the subscription
	 * @param context the context
	 * @return Reactor's context for what is upstream
	 */
	public static reactor.util.context.Context write(reactor.util.context.Context subscription, Context context) {
		return subscription.put(ContextThreadLocalAccessor.KEY, context);
	}

	/**
	 * Write what has a context into that of a subscription, where only {@link #of} finds
	 * it: Reactor has some operators restore what it finds with each signal, even without
	 * automatic propagation.
	 * @param subscription Reactor's context of the subscription
	 * @param aside what has the context
	 * @return Reactor's context for what is upstream
	 */
	public static reactor.util.context.Context writeAside(reactor.util.context.Context subscription, Aside aside) {
		return subscription.put(ASIDE, aside);
	}

	/**
	 * Return what was written aside.
	 * @param subscription Reactor's context of the subscription
	 * @return what has the context, or {@code null} if nothing was written
	 */
	public static @Nullable Aside aside(ContextView subscription) {
		Object hook = subscription.getOrDefault(ASIDE, null);
		return (hook instanceof Aside aside) ? aside : null;
	}

	/**
	 * Has a context, and hears of the errors in operators: what takes an exception and
	 * the signal it was thrown for, and returns the exception to go on with.
	 */
	public interface Aside extends BiFunction<Throwable, @Nullable Object, Throwable> {

		/**
		 * Return the context.
		 * @return the context
		 */
		Context context();

	}

}
