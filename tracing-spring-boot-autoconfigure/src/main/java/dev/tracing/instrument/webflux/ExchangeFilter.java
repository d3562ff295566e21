package dev.tracing.instrument.webflux;

import dev.tracing.instrument.reactor.ReactorTraceContext;
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

	private final boolean automatic;

	/**
	 * Create a filter.
	 * @param automatic whether Reactor makes the context of a subscription current by
	 * itself, so that it is in Reactor's context already
	 */
	ExchangeFilter(boolean automatic) {
		this.automatic = automatic;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.deferContextual((subscription) -> {
			RequestTrace trace = TracedHandling.traceOf(subscription);
			if (trace != null) {
				trace.follow(exchange);
			}
			Mono<Void> filtered = chain.filter(exchange);
			return (this.automatic || ReactorTraceContext.aside(subscription) == null) ? filtered : filtered
				.contextWrite((inner) -> ReactorTraceContext.write(inner, ReactorTraceContext.of(subscription)));
		});
	}

}
