package dev.tracing.autoconfigure;

import java.util.List;

/**
 * What one room instruments: a bean per room, from which the start-up report and the
 * Micrometer bridge learn of it.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param name what is instrumented, as in "servlet"
 * @param enabled whether the room makes spans
 * @param ownedObservations types of Micrometer observation contexts whose spans are this
 * room's business and nobody else's, even if the room is switched off
 */
public record Instrumentation(String name, boolean enabled, List<Class<?>> ownedObservations) {

	/**
	 * Create the description of a room.
	 * @param name what is instrumented
	 * @param enabled whether the room makes spans
	 * @param ownedObservations types of observation contexts the room owns
	 */
	public Instrumentation(String name, boolean enabled, Class<?>... ownedObservations) {
		this(name, enabled, List.of(ownedObservations));
	}

}
