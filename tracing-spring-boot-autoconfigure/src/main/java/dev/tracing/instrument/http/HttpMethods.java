package dev.tracing.instrument.http;

import java.util.Set;

/**
 * Known request methods. Others become {@code _OTHER}, for anyone can send any method and
 * span names must stay few. Immutable.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class HttpMethods {

	/**
	 * Value of {@code http.request.method} for an unknown method.
	 */
	public static final String OTHER = "_OTHER";

	private final Set<String> known;

	/**
	 * Create the set of known methods.
	 * @param known the names, upper case
	 */
	public HttpMethods(Set<String> known) {
		this.known = Set.copyOf(known);
	}

	/**
	 * Whether the method is known, comparing case-sensitively.
	 * @param method the method as it was sent
	 * @return {@code true} if it may be used as it is
	 */
	public boolean isKnown(String method) {
		return this.known.contains(method);
	}

	/**
	 * Return what a span name starts with.
	 * @param method the method as it was sent
	 * @return the method, or {@code HTTP} if it is unknown
	 */
	public String spanName(String method) {
		return (isKnown(method)) ? method : "HTTP";
	}

}
