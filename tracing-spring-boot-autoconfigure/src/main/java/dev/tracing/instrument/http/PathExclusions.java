package dev.tracing.instrument.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Paths whose requests are not traced, given as Spring's path patterns. Immutable.
 *
 * <p>
 * The common shapes (a path, {@code /dir/**}, {@code /**}{@code /*.ext}) are compared
 * without parsing the path, so that a request that is not excluded costs no allocation.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class PathExclusions {

	private static final String ANYTHING_BELOW = "/**";

	private static final String WILDCARDS = "*?{}";

	private static final String ANYWHERE = "/**/*";

	private static final String FIX = "Set a pattern such as /internal/**, /orders/{id}/audit or /**/*.css.";

	private static final PathContainer.Options DECODED_PATH = PathContainer.Options.create('/', false);

	private final Set<String> paths = new HashSet<>();

	private final String[] directories;

	private final Set<String> extensions = new HashSet<>();

	private final String[] endings;

	private final PathPattern[] patterns;

	/**
	 * Create the set of excluded paths.
	 * @param property the full name of the property that lists the patterns
	 * @param patterns patterns of paths within the application
	 * @throws InvalidTracingPropertyException if a pattern cannot be parsed
	 */
	public PathExclusions(String property, List<String> patterns) {
		List<String> directories = new ArrayList<>();
		List<String> endings = new ArrayList<>();
		List<PathPattern> general = new ArrayList<>();
		for (String pattern : patterns) {
			if (!pattern.startsWith("/")) {
				throw new InvalidTracingPropertyException(property, pattern, "a path pattern starts with a slash", FIX);
			}
			if (isLiteral(pattern)) {
				this.paths.add(pattern);
			}
			else if (pattern.endsWith(ANYTHING_BELOW) && isLiteral(cut(pattern, ANYTHING_BELOW))) {
				directories.add(cut(pattern, ANYTHING_BELOW));
			}
			else if (pattern.startsWith(ANYWHERE) && isLiteral(pattern.substring(ANYWHERE.length()))
					&& pattern.lastIndexOf('/') < ANYWHERE.length()) {
				String ending = pattern.substring(ANYWHERE.length());
				(isExtension(ending) ? this.extensions : endings).add(ending);
			}
			else {
				general.add(parse(property, pattern));
			}
		}
		this.directories = directories.toArray(new String[0]);
		this.endings = endings.toArray(new String[0]);
		this.patterns = general.toArray(new PathPattern[0]);
	}

	private static PathPattern parse(String property, String pattern) {
		try {
			return PathPatternParser.defaultInstance.parse(pattern);
		}
		catch (PatternParseException ex) {
			throw new InvalidTracingPropertyException(property, pattern,
					"it is no path pattern: " + ex.toDetailedString(), FIX);
		}
	}

	private static boolean isLiteral(String pattern) {
		for (int i = 0; i < pattern.length(); i++) {
			if (WILDCARDS.indexOf(pattern.charAt(i)) >= 0) {
				return false;
			}
		}
		return true;
	}

	private static boolean isExtension(String ending) {
		return ending.lastIndexOf('.') == 0;
	}

	private static String cut(String pattern, String ending) {
		return pattern.substring(0, pattern.length() - ending.length());
	}

	/**
	 * Whether requests for a path are excluded.
	 * @param path the decoded path within the application
	 * @return {@code true} if a pattern matches
	 */
	public boolean matches(String path) {
		return this.paths.contains(path) || isInDirectory(path) || hasExtension(path) || hasEnding(path)
				|| matchesPattern(path);
	}

	private boolean isInDirectory(String path) {
		for (String directory : this.directories) {
			if (path.startsWith(directory)
					&& (path.length() == directory.length() || path.charAt(directory.length()) == '/')) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Most paths have none, which their last segment shows.
	 */
	private boolean hasExtension(String path) {
		for (int i = path.length() - 1; i >= 0 && path.charAt(i) != '/'; i--) {
			if (path.charAt(i) == '.') {
				return this.extensions.contains(path.substring(i));
			}
		}
		return false;
	}

	private boolean hasEnding(String path) {
		for (String ending : this.endings) {
			if (path.endsWith(ending)) {
				return true;
			}
		}
		return false;
	}

	private boolean matchesPattern(String path) {
		if (this.patterns.length > 0) {
			PathContainer parsed = PathContainer.parsePath(path, DECODED_PATH);
			for (PathPattern pattern : this.patterns) {
				if (pattern.matches(parsed)) {
					return true;
				}
			}
		}
		return false;
	}

}
