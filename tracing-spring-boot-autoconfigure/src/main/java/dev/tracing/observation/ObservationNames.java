package dev.tracing.observation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

/**
 * A set of observation names, given as whole names and as beginnings of names that end
 * with an asterisk.
 */
final class ObservationNames {

	static final ObservationNames NONE = new ObservationNames(Set.of(), List.of());

	private final Set<String> names;

	private final String[] prefixes;

	private ObservationNames(Set<String> names, List<String> prefixes) {
		this.names = names;
		this.prefixes = prefixes.toArray(new String[0]);
	}

	/**
	 * Read patterns.
	 * @param key the property they come from
	 * @param patterns names, or beginnings of names followed by an asterisk
	 * @return the set of names that match
	 * @throws InvalidTracingPropertyException if a pattern is empty or has an asterisk
	 * anywhere but at its end
	 */
	static ObservationNames parse(String key, List<String> patterns) {
		Set<String> names = new HashSet<>();
		List<String> prefixes = new ArrayList<>();
		for (String pattern : patterns) {
			int asterisk = pattern.indexOf('*');
			if (pattern.isBlank() || (asterisk >= 0 && asterisk < pattern.length() - 1)) {
				throw new InvalidTracingPropertyException(key, pattern,
						"it is neither a name nor the start of one followed by an asterisk",
						"Write a name such as 'spring.batch.job', or 'spring.batch.*' for all that start alike.");
			}
			if (asterisk >= 0) {
				prefixes.add(pattern.substring(0, asterisk));
			}
			else {
				names.add(pattern);
			}
		}
		return new ObservationNames(names, prefixes);
	}

	boolean contains(String name) {
		for (String prefix : this.prefixes) {
			if (name.startsWith(prefix)) {
				return true;
			}
		}
		return this.names.contains(name);
	}

}
