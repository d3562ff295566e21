package dev.tracing.observation;

import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry contexts of observations, for those who find an observation where
 * they look for a context.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ObservationContexts {

	/**
	 * Key of the observation in snapshots and in Reactor's contexts.
	 */
	public static final String KEY = ObservationThreadLocalAccessor.KEY;

	private ObservationContexts() {
	}

	/**
	 * Return the context of an observation's work.
	 * @param observation an observation, or anything else
	 * @return the context, or {@code null} if there is none
	 */
	public static @Nullable Context of(@Nullable Object observation) {
		return (observation instanceof ObservationView view
				&& view.getContextView().get(TracingContext.class) instanceof ObservedContext observed)
						? observed.context() : null;
	}

}
