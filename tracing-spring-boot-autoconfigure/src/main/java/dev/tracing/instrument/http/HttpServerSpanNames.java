package dev.tracing.instrument.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import dev.tracing.instrument.PrefixCache;
import org.jspecify.annotations.Nullable;

/**
 * Names of server spans: {@code {method} {http.route}}, or the method alone as long as no
 * route is known. Never a path. Thread-safe.
 */
final class HttpServerSpanNames {

	private final HttpMethods methods;

	private final Map<String, PrefixCache> names = new HashMap<>();

	private final PrefixCache others;

	/**
	 * Create the names.
	 * @param knownMethods methods that names may start with
	 */
	HttpServerSpanNames(Set<String> knownMethods) {
		this.methods = new HttpMethods(knownMethods);
		for (String method : knownMethods) {
			this.names.put(method, new PrefixCache(method + " "));
		}
		this.others = new PrefixCache("HTTP ");
	}

	/**
	 * Return the name of a request.
	 * @param method the method as it was sent
	 * @param route the route, or {@code null} if none is known
	 * @return the name
	 */
	String of(String method, @Nullable String route) {
		if (route == null) {
			return this.methods.spanName(method);
		}
		PrefixCache known = this.names.get(method);
		return ((known != null) ? known : this.others).join(route);
	}

}
