package dev.tracing.observation;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Spares observations that become no spans, where nobody else listens either: without
 * meters, they cost more than the span that a room makes of the same work.
 */
final class UnheardObservations implements ObservationPredicate {

	private final SpanOwnership ownership;

	private final Supplier<Boolean> heard;

	/**
	 * Create a predicate.
	 * @param ownership which observations become spans
	 * @param heardByOthers whether anyone may listen besides the handlers
	 * @param handlers the handlers in their order; asked for only once, when the first
	 * observation is made
	 */
	UnheardObservations(SpanOwnership ownership, Supplier<Boolean> heardByOthers,
			Supplier<Stream<ObservationHandler<?>>> handlers) {
		this.ownership = ownership;
		this.heard = SingletonSupplier.of(() -> heardByOthers.get() || isHeard(handlers.get().toList()));
	}

	@Override
	public boolean test(@Nullable String name, Observation.Context context) {
		return this.ownership.makesSpan(name, context) || this.heard.get();
	}

	/**
	 * Of the handlers for tracing, only the first is called.
	 */
	private static boolean isHeard(List<ObservationHandler<?>> handlers) {
		boolean oursIsFirst = !handlers.isEmpty() && handlers.get(0) instanceof ObservationSpanHandler handler
				&& handler.supportsContext(new Observation.Context());
		return !oursIsFirst || !handlers.stream().allMatch(TracingObservationHandler.class::isInstance);
	}

}
