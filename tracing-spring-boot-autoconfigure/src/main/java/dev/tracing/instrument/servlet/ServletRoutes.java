package dev.tracing.instrument.servlet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.http.PrefixCache;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Finds the route that Spring MVC chose for a request: of an annotated method, a
 * functional route or a handler of static resources. Thread-safe.
 */
final class ServletRoutes {

	private final Map<String, PrefixCache> routes = new ConcurrentHashMap<>();

	/**
	 * Find the route of a request that was dispatched.
	 * @param request the request
	 * @param response its response
	 * @return the template with the context path and the path the servlet is mapped to,
	 * or {@code null} if nothing matched
	 */
	@Nullable String find(HttpServletRequest request, HttpServletResponse response) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (pattern == null || isMissingResource(request, response)) {
			return null;
		}
		String prefix = prefixOf(request);
		if (prefix.isEmpty()) {
			return pattern.toString();
		}
		PrefixCache known = this.routes.get(prefix);
		if (known == null) {
			known = this.routes.computeIfAbsent(prefix, PrefixCache::new);
		}
		return known.join(pattern.toString());
	}

	/**
	 * The handler of static resources is asked for everything nobody else wants, so a
	 * path it does not find has matched no route.
	 */
	private static boolean isMissingResource(HttpServletRequest request, HttpServletResponse response) {
		return response.getStatus() == HttpServletResponse.SC_NOT_FOUND && request
			.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof ResourceHttpRequestHandler;
	}

	private static String prefixOf(HttpServletRequest request) {
		String contextPath = request.getContextPath();
		String servletPath = (request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH)
				? request.getServletPath() : "";
		if (contextPath.isEmpty()) {
			return servletPath;
		}
		return (servletPath.isEmpty()) ? contextPath : contextPath + servletPath;
	}

}
