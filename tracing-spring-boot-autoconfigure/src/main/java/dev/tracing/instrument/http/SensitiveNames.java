package dev.tracing.instrument.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Names of URL parameters whose values are sensitive. Immutable. Looks names up without
 * allocation.
 */
final class SensitiveNames {

	private final String[] names;

	private final String[] suffixes;

	/**
	 * Which ASCII characters end a sensitive name: the last one shows that most
	 * parameters are none.
	 */
	private final boolean[] lastCharacters = new boolean[128];

	/**
	 * Create names.
	 * @param parameters names, compared ignoring case; one that starts with {@code *}
	 * stands for all names that end with the rest
	 */
	SensitiveNames(Collection<String> parameters) {
		List<String> exact = new ArrayList<>();
		List<String> endings = new ArrayList<>();
		for (String parameter : parameters) {
			String name = parameter.toLowerCase(Locale.ROOT);
			if (name.startsWith("*")) {
				endings.add(name.substring(1));
			}
			else {
				exact.add(name);
			}
		}
		this.names = exact.toArray(new String[0]);
		this.suffixes = endings.toArray(new String[0]);
		learnLastCharacters(this.names);
		learnLastCharacters(this.suffixes);
	}

	private void learnLastCharacters(String[] names) {
		for (String name : names) {
			if (name.isEmpty()) {
				// All names end with nothing.
				Arrays.fill(this.lastCharacters, true);
				return;
			}
			char last = name.charAt(name.length() - 1);
			if (last < this.lastCharacters.length) {
				this.lastCharacters[last] = true;
				this.lastCharacters[Character.toUpperCase(last)] = true;
			}
		}
	}

	/**
	 * Whether a name is sensitive.
	 * @param text the text that contains the name
	 * @param start where the name starts
	 * @param end where it ends
	 * @return {@code true} if its values are to be hidden
	 */
	boolean contains(String text, int start, int end) {
		int last = end;
		// Nested and repeated parameters: user[password]=1, token[]=1
		while (last > start && (text.charAt(last - 1) == ']' || text.charAt(last - 1) == '[')) {
			last--;
		}
		if (last > start && !mayBeLast(text.charAt(last - 1))) {
			return false;
		}
		for (String name : this.names) {
			int first = last - name.length();
			if (endsWith(text, start, last, name) && (first == start || text.charAt(first - 1) == '[')) {
				return true;
			}
		}
		for (String suffix : this.suffixes) {
			if (endsWith(text, start, last, suffix)) {
				return true;
			}
		}
		return false;
	}

	private boolean mayBeLast(char c) {
		return c >= this.lastCharacters.length || this.lastCharacters[c];
	}

	/**
	 * Compare from the end, where names differ soonest.
	 */
	private static boolean endsWith(String text, int start, int end, String suffix) {
		int first = end - suffix.length();
		if (first < start) {
			return false;
		}
		for (int i = suffix.length() - 1; i >= 0; i--) {
			if (Character.toLowerCase(text.charAt(first + i)) != suffix.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
