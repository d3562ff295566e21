package dev.tracing.instrument.webflux;

import dev.tracing.instrument.PrefixCache;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Puts the base path of an application in front of its routes. Thread-safe.
 *
 * <p>
 * An application has one base path. Only that of the latest request is remembered, since
 * there are servers that take it from a header if told to.
 */
final class RoutePrefixes {

	private volatile @Nullable Known latest;

	/**
	 * Return a route as callers see it.
	 * @param request the request as the server received it
	 * @param pattern the pattern within the application
	 * @return the route
	 */
	String join(ServerHttpRequest request, String pattern) {
		String prefix = request.getPath().contextPath().value();
		if (prefix.isEmpty()) {
			return pattern;
		}
		Known known = this.latest;
		if (known == null || !known.prefix().equals(prefix)) {
			known = new Known(prefix, new PrefixCache(prefix));
			this.latest = known;
		}
		return known.routes().join(pattern);
	}

	private record Known(String prefix, PrefixCache routes) {

	}

}
