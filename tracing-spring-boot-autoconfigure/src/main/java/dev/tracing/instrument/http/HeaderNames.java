package dev.tracing.instrument.http;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

/**
 * Checks configured names of headers (RFC 9110 section 5.1).
 */
final class HeaderNames {

	private static final String MARKS = "!#$%&'*+-.^_`|~";

	private HeaderNames() {
	}

	/**
	 * Check a name.
	 * @param property the full name of the property it comes from
	 * @param name the name
	 * @return the name
	 * @throws InvalidTracingPropertyException if no header can have that name
	 */
	static String check(String property, String name) {
		if (name.isEmpty() || !name.chars().allMatch(HeaderNames::isTokenCharacter)) {
			throw new InvalidTracingPropertyException(property, name,
					"a header's name consists of letters, digits and the characters " + MARKS,
					"Set the plain name of a header, for example X-Trace-Id.");
		}
		return name;
	}

	private static boolean isTokenCharacter(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) != -1;
	}

}
