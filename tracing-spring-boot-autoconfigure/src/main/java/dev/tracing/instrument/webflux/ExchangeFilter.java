package dev.tracing.instrument.webflux;

import reactor.core.publisher.Mono;

import org.springframework.core.PriorityOrdered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Tells the trace of a request about the exchange that WebFlux makes of the request, as
 * the first filter and so before anyone replaces the exchange.
 */
final class ExchangeFilter implements WebFilter, PriorityOrdered {

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.deferContextual((subscription) -> {
			if (subscription.getOrDefault(RequestTrace.KEY, null) instanceof RequestTrace trace) {
				trace.follow(exchange);
			}
			return chain.filter(exchange);
		});
	}

}
