package dev.tracing.instrument.scheduling;

import java.util.List;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

import org.springframework.util.PatternMatchUtils;

/**
 * Names of methods, given as patterns with asterisks for any characters. Immutable.
 */
final class MethodPatterns {

	private final String[] patterns;

	/**
	 * Create the set of names.
	 * @param property the full name of the property that lists the patterns
	 * @param patterns the patterns
	 * @throws InvalidTracingPropertyException if a pattern cannot match a method
	 */
	MethodPatterns(String property, List<String> patterns) {
		for (String pattern : patterns) {
			if (!pattern.contains("*") && pattern.indexOf('.') <= 0 || pattern.endsWith(".")
					|| pattern.chars().anyMatch(MethodPatterns::isForeignToNames)) {
				throw new InvalidTracingPropertyException(property, pattern, "no method has such a name",
						"Write a class and a method such as 'Cleanup.run' or 'com.acme.Cleanup.run', or a pattern "
								+ "such as 'Cleanup.*'.");
			}
		}
		this.patterns = patterns.toArray(String[]::new);
	}

	private static boolean isForeignToNames(int character) {
		return character != '.' && character != '*' && !Character.isJavaIdentifierPart(character);
	}

	boolean matches(String name) {
		return PatternMatchUtils.simpleMatch(this.patterns, name);
	}

}
