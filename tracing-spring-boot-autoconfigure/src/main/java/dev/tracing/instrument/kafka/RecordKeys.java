package dev.tracing.instrument.kafka;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The keys of records that have one form as text and no other.
 */
final class RecordKeys {

	private RecordKeys() {
	}

	/**
	 * Return a key as text.
	 * @param key the key, if there is one
	 * @return the text, or {@code null} for keys of other types
	 */
	static @Nullable String toString(@Nullable Object key) {
		return (key instanceof String || key instanceof Number || key instanceof UUID) ? key.toString() : null;
	}

}
