package dev.tracing.observation;

import dev.tracing.sampling.TraceSuppression;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelTraceContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Finds the context in which an observation happens: the current one, unless the
 * application named a parent observation and that is closer. It is where nothing is
 * current, and where nothing has become current since the parent started.
 */
final class EnclosingContext {

	/**
	 * Micrometer has one current observation per thread, whichever registry is asked.
	 */
	private static final ObservationRegistry CURRENT_OBSERVATION = ObservationRegistry.create();

	private EnclosingContext() {
	}

	/**
	 * Return the context of the parent of whatever an observation becomes.
	 * @param observation the observation
	 * @param current the current context
	 * @param currentSpan the span of that context
	 * @return a context
	 */
	static Context of(Observation.Context observation, Context current, SpanContext currentSpan) {
		if (!currentSpan.isValid() && TraceSuppression.isSuppressed(current)) {
			return current;
		}
		TracingContext given = observation.get(TracingContext.class);
		if (given != null && !(given instanceof ObservedContext)) {
			return of(given, current);
		}
		TracingContext parent = namedParentOf(observation);
		if (parent instanceof ObservedContext observed) {
			return (!currentSpan.isValid() || observed.startedUnder(currentSpan)) ? observed.context() : current;
		}
		return (parent != null && !currentSpan.isValid()) ? of(parent, current) : current;
	}

	/**
	 * The current observation is everyone's parent by default. It tells nothing that the
	 * current context does not, and less after scopes were closed out of order.
	 */
	private static @Nullable TracingContext namedParentOf(Observation.Context observation) {
		ObservationView parent = observation.getParentObservation();
		return (parent != null && parent != CURRENT_OBSERVATION.getCurrentObservation())
				? parent.getContextView().get(TracingContext.class) : null;
	}

	private static Context of(TracingContext foreign, Context current) {
		Span span = foreign.getSpan();
		return (span != null) ? OtelTraceContext.toOtelContext(span.context()) : current;
	}

}
