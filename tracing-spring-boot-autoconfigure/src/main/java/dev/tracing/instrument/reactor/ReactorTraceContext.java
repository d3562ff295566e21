package dev.tracing.instrument.reactor;

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
	 * Key without an accessor, so that Reactor leaves it alone.
	 */
	private static final String ASIDE = "dev.tracing.context.aside";

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
		return subscription.getOrDefault(ASIDE, null);
	}

	/**
	 * Has a context, and may have more, so that all of it takes one entry of Reactor's
	 * context.
	 */
	@FunctionalInterface
	public interface Aside {

		/**
		 * Return the context.
		 * @return the context
		 */
		Context context();

	}

}
