package dev.tracing.instrument.kafka;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What adapters of listeners ask for the current observation of their record. Says to
 * containers that nothing is observed: they make no observations, change no meters, and
 * take the application's registry instead if they are to observe.
 */
final class ListenerObservationRegistry implements ObservationRegistry {

	static final ListenerObservationRegistry INSTANCE = new ListenerObservationRegistry();

	private ListenerObservationRegistry() {
	}

	@Override
	public @Nullable Observation getCurrentObservation() {
		Processing processing = Processing.of(Context.current());
		if (processing == null || processing.isBatch()) {
			return null;
		}
		return processing.observe();
	}

	@Override
	public Observation.@Nullable Scope getCurrentObservationScope() {
		return null;
	}

	@Override
	public void setCurrentObservationScope(Observation.@Nullable Scope current) {
		// Scopes are those of the tracing context.
	}

	@Override
	public ObservationConfig observationConfig() {
		return NOOP.observationConfig();
	}

	@Override
	public boolean isNoop() {
		return true;
	}

}
