package dev.tracing.benchmarks;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * A server span of WebFlux as an application would make it by hand.
 */
final class HandMadeWebFilter implements WebFilter {

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	HandMadeWebFilter(HandMadeTracing tracing) {
		this.tracer = tracing.tracer();
		this.propagator = tracing.propagator();
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.defer(() -> {
			Context parent = this.propagator.extract(Context.root(), exchange.getRequest(), HeaderGetter.INSTANCE);
			Span span = start(exchange.getRequest(), parent);
			Context context = parent.with(span);
			return chain.filter(exchange)
				.doOnError((ex) -> fail(span, ex))
				.doFinally((signal) -> end(span, exchange))
				.contextWrite((view) -> view.put(HandMadeExchangeFilter.CONTEXT, context));
		});
	}

	private Span start(ServerHttpRequest request, Context parent) {
		String method = request.getMethod().name();
		SpanBuilder builder = this.tracer.spanBuilder(method)
			.setSpanKind(SpanKind.SERVER)
			.setParent(parent)
			.setAttribute(HttpKeys.REQUEST_METHOD, method)
			.setAttribute(HttpKeys.URL_PATH, request.getURI().getRawPath())
			.setAttribute(HttpKeys.URL_SCHEME, request.getURI().getScheme())
			.setAttribute(HttpKeys.SERVER_ADDRESS, request.getURI().getHost())
			.setAttribute(HttpKeys.SERVER_PORT, request.getURI().getPort());
		if (request.getRemoteAddress() != null) {
			String peer = request.getRemoteAddress().getAddress().getHostAddress();
			builder.setAttribute(HttpKeys.CLIENT_ADDRESS, peer)
				.setAttribute(HttpKeys.NETWORK_PEER_ADDRESS, peer)
				.setAttribute(HttpKeys.NETWORK_PEER_PORT, request.getRemoteAddress().getPort());
		}
		String query = request.getURI().getRawQuery();
		if (query != null) {
			builder.setAttribute(HttpKeys.URL_QUERY, query);
		}
		String userAgent = request.getHeaders().getFirst("User-Agent");
		if (userAgent != null) {
			builder.setAttribute(HttpKeys.USER_AGENT_ORIGINAL, userAgent);
		}
		return builder.startSpan();
	}

	private static void fail(Span span, Throwable ex) {
		span.recordException(ex);
		span.setStatus(StatusCode.ERROR);
		span.setAttribute(HttpKeys.ERROR_TYPE, ex.getClass().getName());
	}

	private static void end(Span span, ServerWebExchange exchange) {
		Object route = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (route != null) {
			span.setAttribute(HttpKeys.ROUTE, route.toString());
			span.updateName(exchange.getRequest().getMethod().name() + " " + route);
		}
		int status = (exchange.getResponse().getStatusCode() != null) ? exchange.getResponse().getStatusCode().value()
				: 200;
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
	private enum HeaderGetter implements TextMapGetter<ServerHttpRequest> {

		INSTANCE;

		@Override
		public Iterable<String> keys(ServerHttpRequest request) {
			return request.getHeaders().headerNames();
		}

		@Override
		public @Nullable String get(@Nullable ServerHttpRequest request, String key) {
			return (request != null) ? request.getHeaders().getFirst(key) : null;
		}

	}

}
