package dev.tracing.benchmarks;

import java.io.IOException;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * A server span as an application would make it by hand: the attributes of the semantic
 * conventions, the sampling-relevant ones at start, the route once it is known.
 */
final class HandMadeServerFilter implements Filter {

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	HandMadeServerFilter(HandMadeTracing tracing) {
		this.tracer = tracing.tracer();
		this.propagator = tracing.propagator();
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		Context parent = this.propagator.extract(Context.root(), request, HeaderGetter.INSTANCE);
		Span span = start(request, parent);
		try (Scope scope = parent.with(span).makeCurrent()) {
			chain.doFilter(request, response);
		}
		catch (IOException | ServletException | RuntimeException | Error ex) {
			span.recordException(ex);
			span.setStatus(StatusCode.ERROR);
			span.setAttribute(HttpKeys.ERROR_TYPE, ex.getClass().getName());
			throw ex;
		}
		finally {
			end(span, request, response);
		}
	}

	private Span start(HttpServletRequest request, Context parent) {
		SpanBuilder builder = this.tracer.spanBuilder(request.getMethod())
			.setSpanKind(SpanKind.SERVER)
			.setParent(parent)
			.setAttribute(HttpKeys.REQUEST_METHOD, request.getMethod())
			.setAttribute(HttpKeys.URL_PATH, request.getRequestURI())
			.setAttribute(HttpKeys.URL_SCHEME, request.getScheme())
			.setAttribute(HttpKeys.SERVER_ADDRESS, request.getServerName())
			.setAttribute(HttpKeys.SERVER_PORT, request.getServerPort())
			.setAttribute(HttpKeys.CLIENT_ADDRESS, request.getRemoteAddr())
			.setAttribute(HttpKeys.NETWORK_PEER_ADDRESS, request.getRemoteAddr())
			.setAttribute(HttpKeys.NETWORK_PEER_PORT, request.getRemotePort())
			.setAttribute(HttpKeys.NETWORK_PROTOCOL_VERSION, versionOf(request.getProtocol()));
		String query = request.getQueryString();
		if (query != null) {
			builder.setAttribute(HttpKeys.URL_QUERY, query);
		}
		String userAgent = request.getHeader("User-Agent");
		if (userAgent != null) {
			builder.setAttribute(HttpKeys.USER_AGENT_ORIGINAL, userAgent);
		}
		return builder.startSpan();
	}

	private static String versionOf(String protocol) {
		return "HTTP/1.1".equals(protocol) ? "1.1" : protocol.substring("HTTP/".length());
	}

	private static void end(Span span, HttpServletRequest request, HttpServletResponse response) {
		if (request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String route) {
			span.setAttribute(HttpKeys.ROUTE, route);
			span.updateName(request.getMethod() + " " + route);
		}
		int status = response.getStatus();
		span.setAttribute(HttpKeys.RESPONSE_STATUS_CODE, status);
		if (status >= 500) {
			span.setStatus(StatusCode.ERROR);
			span.setAttribute(HttpKeys.ERROR_TYPE, Integer.toString(status));
		}
		span.end();
	}

	/**
	 * Reads trace context from headers.
	 */
	private enum HeaderGetter implements TextMapGetter<HttpServletRequest> {

		INSTANCE;

		@Override
		public Iterable<String> keys(HttpServletRequest request) {
			return () -> request.getHeaderNames().asIterator();
		}

		@Override
		public @Nullable String get(@Nullable HttpServletRequest request, String key) {
			return (request != null) ? request.getHeader(key) : null;
		}

	}

}
