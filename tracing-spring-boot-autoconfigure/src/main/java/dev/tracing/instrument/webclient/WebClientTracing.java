package dev.tracing.instrument.webclient;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.logging.TracingFaults;

import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes clients trace their requests. Doing so twice has no effect, and a client that
 * cannot be changed is left as it is. Thread-safe.
 */
final class WebClientTracing {

	/**
	 * The only implementation whose copies have all that the original has. What others
	 * hand out to be changed may be the client they stand before.
	 */
	private static final String IMPLEMENTATION = WebClient.class.getPackageName() + ".DefaultWebClient";

	private final TracingExchangeFilter filter;

	private final TracingFaults faults;

	/**
	 * Create the tracing of clients.
	 * @param spans makes the spans
	 * @param faults where failures are reported
	 */
	WebClientTracing(Deferred<HttpClientSpans> spans, TracingFaults faults) {
		this.filter = new TracingExchangeFilter(spans);
		this.faults = faults;
	}

	/**
	 * Make the clients of a builder trace their requests.
	 * @param builder the builder
	 */
	void trace(WebClient.Builder builder) {
		try {
			builder.filters(this::addFirst);
		}
		catch (RuntimeException ex) {
			this.faults.report("instrumenting a WebClient.Builder", ex);
		}
	}

	/**
	 * Return a client that traces its requests.
	 * @param webClient the client
	 * @return a copy with all its settings, or the client itself if it traces already
	 */
	WebClient trace(WebClient webClient) {
		if (!webClient.getClass().getName().equals(IMPLEMENTATION)) {
			return webClient;
		}
		try {
			WebClient.Builder builder = webClient.mutate();
			return (isTraced(builder)) ? webClient : builder.filters(this::addFirst).build();
		}
		catch (RuntimeException ex) {
			this.faults.report("instrumenting a WebClient", ex);
			return webClient;
		}
	}

	/**
	 * Add the filter where it outlasts those added later, see
	 * {@link TracingExchangeFilter#andThen}.
	 */
	private void addFirst(List<ExchangeFilterFunction> filters) {
		filters.removeIf(TracingExchangeFilter.class::isInstance);
		filters.add(0, this.filter);
	}

	private static boolean isTraced(WebClient.Builder builder) {
		List<ExchangeFilterFunction> filters = new ArrayList<>();
		builder.filters(filters::addAll);
		return !filters.isEmpty() && filters.get(0) instanceof TracingExchangeFilter;
	}

}
