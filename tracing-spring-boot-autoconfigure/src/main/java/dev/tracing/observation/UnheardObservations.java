package dev.tracing.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Spares observations that become no spans, where nobody else listens either: without
 * meters, they cost more than the span that a room makes of the same work.
 */
final class UnheardObservations implements ObservationPredicate {

	private final SpanOwnership ownership;

	private final ObservationAudience audience;

	/**
	 * Create a predicate.
	 * @param ownership which observations become spans
	 * @param audience who else listens
	 */
	UnheardObservations(SpanOwnership ownership, ObservationAudience audience) {
		this.ownership = ownership;
		this.audience = audience;
	}

	@Override
	public boolean test(@Nullable String name, Observation.Context context) {
		return this.ownership.makesSpan(name, context) || this.audience.isListening();
	}

}
