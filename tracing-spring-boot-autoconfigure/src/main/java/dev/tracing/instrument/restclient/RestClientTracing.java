package dev.tracing.instrument.restclient;

import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.logging.TracingFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Makes clients trace their requests. Doing so twice has no effect, and a client that
 * cannot be changed is left as it is. Thread-safe.
 */
final class RestClientTracing {

	private final ObjectProvider<HttpClientSpans> spansProvider;

	private final TracingFaults faults;

	private volatile @Nullable HttpClientSpans spans;

	/**
	 * Create the tracing of clients.
	 * @param spansProvider gives what makes the spans. It is asked with the first
	 * request, for exporters and samplers of the application may be clients themselves,
	 * and are made first
	 * @param faults where failures are reported
	 */
	RestClientTracing(ObjectProvider<HttpClientSpans> spansProvider, TracingFaults faults) {
		this.spansProvider = spansProvider;
		this.faults = faults;
	}

	/**
	 * Make a template trace its requests.
	 * @param restTemplate the template
	 */
	void trace(RestTemplate restTemplate) {
		try {
			ClientHttpRequestFactory factory = RequestFactories.of(restTemplate);
			if (factory != null && !TracingClientHttpRequestFactory.traces(factory)) {
				restTemplate.setRequestFactory(new TracingClientHttpRequestFactory(factory, this));
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("instrumenting a RestTemplate", ex);
		}
	}

	/**
	 * Make the clients of a builder trace their requests.
	 * @param builder the builder
	 */
	void trace(RestClient.Builder builder) {
		try {
			ClientHttpRequestFactory factory = RequestFactories.of(builder);
			if (factory == null) {
				factory = RequestFactories.of(builder.clone().build());
			}
			if (factory != null && !TracingClientHttpRequestFactory.traces(factory)) {
				builder.requestFactory(new TracingClientHttpRequestFactory(factory, this));
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("instrumenting a RestClient.Builder", ex);
		}
	}

	/**
	 * Return a client that traces its requests.
	 * @param restClient the client
	 * @return a copy with all its settings, or the client itself if it traces already
	 */
	RestClient trace(RestClient restClient) {
		try {
			ClientHttpRequestFactory factory = RequestFactories.of(restClient);
			if (factory != null && !TracingClientHttpRequestFactory.traces(factory)) {
				return restClient.mutate().requestFactory(new TracingClientHttpRequestFactory(factory, this)).build();
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("instrumenting a RestClient", ex);
		}
		return restClient;
	}

	/**
	 * Return what makes the spans.
	 * @return the maker of spans, or {@code null} if tracing is not there yet or no
	 * longer
	 */
	@Nullable HttpClientSpans spans() {
		HttpClientSpans current = this.spans;
		if (current == null) {
			try {
				current = this.spansProvider.getObject();
				this.spans = current;
			}
			catch (RuntimeException ex) {
				this.faults.report("tracing a request before or after its time", ex);
			}
		}
		return current;
	}

}
