package dev.tracing.instrument.restclient;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.logging.TracingFaults;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Makes clients trace their requests. Doing so twice has no effect, and a client that
 * cannot be changed is left as it is. Thread-safe.
 */
final class RestClientTracing {

	private final Deferred<HttpClientSpans> spans;

	private final TracingFaults faults;

	/**
	 * Create the tracing of clients.
	 * @param spans makes the spans
	 * @param faults where failures are reported
	 */
	RestClientTracing(Deferred<HttpClientSpans> spans, TracingFaults faults) {
		this.spans = spans;
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
				restTemplate.setRequestFactory(new TracingClientHttpRequestFactory(factory, this.spans));
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
				builder.requestFactory(new TracingClientHttpRequestFactory(factory, this.spans));
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
				return restClient.mutate()
					.requestFactory(new TracingClientHttpRequestFactory(factory, this.spans))
					.build();
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("instrumenting a RestClient", ex);
		}
		return restClient;
	}

}
