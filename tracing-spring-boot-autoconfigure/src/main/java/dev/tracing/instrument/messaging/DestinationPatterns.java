package dev.tracing.instrument.messaging;

import java.util.List;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

import org.springframework.util.PatternMatchUtils;

/**
 * Names of topics or queues, given as patterns with asterisks for any characters.
 * Immutable.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class DestinationPatterns {

	private final String[] patterns;

	/**
	 * Create the set of names.
	 * @param property the full name of the property that lists the patterns
	 * @param patterns the patterns
	 * @throws InvalidTracingPropertyException if a pattern cannot match a destination
	 */
	public DestinationPatterns(String property, List<String> patterns) {
		for (String pattern : patterns) {
			if (pattern.isBlank() || pattern.chars().anyMatch(Character::isWhitespace)) {
				throw new InvalidTracingPropertyException(property, pattern, "no destination has such a name",
						"Write a name such as 'orders', or a pattern such as 'orders.*'.");
			}
		}
		this.patterns = patterns.toArray(String[]::new);
	}

	/**
	 * Whether a destination is one of these.
	 * @param name its name
	 * @return {@code true} if a pattern matches
	 */
	public boolean matches(String name) {
		return PatternMatchUtils.simpleMatch(this.patterns, name);
	}

}
