package dev.tracing.observation;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Decides which observations become spans, and who makes them: a room, if one makes the
 * spans of that type of observation; else the bridge, unless a room owns the type by
 * other means or the name is excluded. Thread-safe.
 */
final class SpanOwnership {

	private final ObservationNames excluded;

	private final ClassValue<Boolean> ownedByRoom;

	private final ClassValue<Optional<ObservedSpans<?>>> madeByRoom;

	/**
	 * Create the rules.
	 * @param rooms make the spans of their types of observation contexts
	 * @param ownedByRooms whether rooms make the spans of a type of observation contexts
	 * by other means
	 * @param excluded names of observations that become no spans of the bridge
	 */
	SpanOwnership(List<ObservedSpans<?>> rooms, Predicate<Class<?>> ownedByRooms, ObservationNames excluded) {
		this.excluded = excluded;
		this.ownedByRoom = new ClassValue<>() {

			@Override
			protected Boolean computeValue(Class<?> contextType) {
				return ownedByRooms.test(contextType);
			}

		};
		this.madeByRoom = new ClassValue<>() {

			@Override
			protected Optional<ObservedSpans<?>> computeValue(Class<?> contextType) {
				return rooms.stream().filter((room) -> room.observed().isAssignableFrom(contextType)).findFirst();
			}

		};
	}

	/**
	 * Return the rules of a bridge that makes no spans at all.
	 * @param rooms make spans nevertheless
	 * @return rules by which no other observation becomes a span
	 */
	static SpanOwnership none(List<ObservedSpans<?>> rooms) {
		return new SpanOwnership(rooms, (contextType) -> true, ObservationNames.NONE);
	}

	/**
	 * Whether an observation becomes a span of its own.
	 * @param name name of the observation, or {@code null} if it has none
	 * @param context context of the observation, whose type tells the room
	 * @return {@code true} if the bridge or a room makes the span by this observation
	 */
	boolean makesSpan(@Nullable String name, Observation.Context context) {
		return roomOf(context) != null
				|| !this.ownedByRoom.get(context.getClass()) && (name == null || !this.excluded.contains(name));
	}

	/**
	 * Return the room that makes an observation's span.
	 * @param context context of the observation, whose type tells the room
	 * @return the room, or {@code null} if there is none
	 */
	// The type of the context was compared with that of the room.
	@SuppressWarnings("unchecked")
	@Nullable ObservedSpans<Observation.Context> roomOf(Observation.Context context) {
		return (ObservedSpans<Observation.Context>) this.madeByRoom.get(context.getClass()).orElse(null);
	}

}
