package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.net.URI;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates requests that become spans. Stands next to the library that sends them: below
 * the application's interceptors, so it sees each attempt as it goes out, and with the
 * library's own kind of body, so a streamed upload remains one. An interceptor would make
 * Spring hold the whole body in memory.
 */
final class TracingClientHttpRequestFactory extends AbstractClientHttpRequestFactoryWrapper {

	private final Deferred<HttpClientSpans> spans;

	TracingClientHttpRequestFactory(ClientHttpRequestFactory requestFactory, Deferred<HttpClientSpans> spans) {
		super(requestFactory);
		this.spans = spans;
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod httpMethod, ClientHttpRequestFactory requestFactory)
			throws IOException {
		ClientHttpRequest request = requestFactory.createRequest(uri, httpMethod);
		HttpClientSpans current = this.spans.get();
		if (current == null || request instanceof TracingClientHttpRequest) {
			return request;
		}
		return (request instanceof StreamingHttpOutputMessage message)
				? new TracingStreamingClientHttpRequest(request, message, uri, httpMethod, current)
				: new TracingClientHttpRequest(request, uri, httpMethod, current);
	}

	/**
	 * Whether requests of the factory become spans, perhaps under further wrappers.
	 */
	static boolean traces(@Nullable ClientHttpRequestFactory requestFactory) {
		ClientHttpRequestFactory current = requestFactory;
		while (current instanceof AbstractClientHttpRequestFactoryWrapper wrapper) {
			if (current instanceof TracingClientHttpRequestFactory) {
				return true;
			}
			current = wrapper.getDelegate();
		}
		return false;
	}

}
