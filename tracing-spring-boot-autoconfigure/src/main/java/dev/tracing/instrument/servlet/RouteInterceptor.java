package dev.tracing.instrument.servlet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.PrefixCache;
import dev.tracing.logging.TracingFaults;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;

import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Learns the route that Spring MVC chose for a request: of an annotated method, a
 * functional route or a handler of static resources. The first one counts, not that of a
 * forward or an error page.
 */
final class RouteInterceptor implements HandlerInterceptor {

	private final TracingFaults faults;

	private final Map<String, PrefixCache> routes = new ConcurrentHashMap<>();

	RouteInterceptor(TracingFaults faults) {
		this.faults = faults;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		try {
			RequestTrace trace = RequestTrace.of(request);
			if (trace != null && trace.needsRoute()
					&& request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) == null) {
				Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
				if (pattern != null) {
					trace.routed(routeOf(request, pattern.toString()), handler instanceof ResourceHttpRequestHandler);
				}
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("finding the route of a request", ex);
		}
		return true;
	}

	private String routeOf(HttpServletRequest request, String pattern) {
		String prefix = prefixOf(request);
		if (prefix.isEmpty()) {
			return pattern;
		}
		PrefixCache known = this.routes.get(prefix);
		if (known == null) {
			known = this.routes.computeIfAbsent(prefix, PrefixCache::new);
		}
		return known.join(pattern);
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
