package dev.tracing.observation;

import java.util.List;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Decides which observations become spans: those that no room makes spans for and that
 * are not excluded by name. Thread-safe.
 */
final class SpanOwnership {

	private final ObservationNames excluded;

	private final ClassValue<Boolean> ownedByRoom;

	/**
	 * Create the rules.
	 * @param ownedByRooms types of observation contexts whose spans rooms make
	 * @param excluded names of observations that become no spans
	 */
	SpanOwnership(List<Class<?>> ownedByRooms, ObservationNames excluded) {
		this.excluded = excluded;
		this.ownedByRoom = new ClassValue<>() {

			@Override
			protected Boolean computeValue(Class<?> contextType) {
				return ownedByRooms.stream().anyMatch((owned) -> owned.isAssignableFrom(contextType));
			}

		};
	}

	/**
	 * Return the rules of one who makes no spans at all.
	 * @return rules by which no observation becomes a span
	 */
	static SpanOwnership none() {
		return new SpanOwnership(List.of(Observation.Context.class), ObservationNames.NONE);
	}

	/**
	 * Whether an observation becomes a span of its own.
	 * @param name name of the observation, or {@code null} if it has none
	 * @param context context of the observation, whose type tells the room
	 * @return {@code true} if this package makes the span
	 */
	boolean makesSpan(@Nullable String name, Observation.Context context) {
		return !this.ownedByRoom.get(context.getClass()) && (name == null || !this.excluded.contains(name));
	}

}
