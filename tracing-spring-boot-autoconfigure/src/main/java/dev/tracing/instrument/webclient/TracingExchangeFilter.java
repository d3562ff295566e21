package dev.tracing.instrument.webclient;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Makes each request a span that it passes on. First in a client's list of filters and
 * nevertheless the last to be asked, so it sees each attempt of a filter that retries.
 */
final class TracingExchangeFilter implements ExchangeFilterFunction {

	private final Deferred<HttpClientSpans> spans;

	TracingExchangeFilter(Deferred<HttpClientSpans> spans) {
		this.spans = spans;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		HttpClientSpans current = this.spans.get();
		return (current != null) ? TracedExchange.of(request, next, current) : next.exchange(request);
	}

	/**
	 * Put the other filter before this one instead of after it. A client composes its
	 * filters from the first to the last, and copies of a client get further filters at
	 * the end: the one place to stay below all of them is the start.
	 */
	@Override
	public ExchangeFilterFunction andThen(ExchangeFilterFunction afterFilter) {
		return new Composed(afterFilter, this);
	}

	@Override
	public String toString() {
		return "TracingExchangeFilter";
	}

	/**
	 * Filters of the application with the tracing one below them.
	 *
	 * @param application the filters of the application in their order
	 * @param tracing the tracing filter
	 */
	private record Composed(ExchangeFilterFunction application,
			TracingExchangeFilter tracing) implements ExchangeFilterFunction {

		@Override
		public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
			return this.application.filter(request, this.tracing.apply(next));
		}

		@Override
		public ExchangeFilterFunction andThen(ExchangeFilterFunction afterFilter) {
			return new Composed(this.application.andThen(afterFilter), this.tracing);
		}

	}

}
