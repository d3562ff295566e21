package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import dev.tracing.instrument.http.HeaderReader;
import dev.tracing.instrument.http.HttpClientAdapter;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * Translates the requests and responses of Spring's blocking HTTP clients.
 */
final class SpringHttpAdapter implements HttpClientAdapter<TracingClientHttpRequest, ClientHttpResponse> {

	static final SpringHttpAdapter INSTANCE = new SpringHttpAdapter();

	/**
	 * Where {@link RestClient} leaves the template. {@code RestTemplate} leaves none.
	 */
	private static final String URL_TEMPLATE = RestClient.class.getName() + ".uriTemplate";

	private static final HeaderReader<TracingClientHttpRequest> REQUEST_HEADERS = (request, name) -> List
		.copyOf(request.getHeaders().getOrEmpty(name));

	private static final HeaderReader<ClientHttpResponse> RESPONSE_HEADERS = (response, name) -> List
		.copyOf(response.getHeaders().getOrEmpty(name));

	private SpringHttpAdapter() {
	}

	@Override
	public String method(TracingClientHttpRequest request) {
		return request.method();
	}

	@Override
	public URI url(TracingClientHttpRequest request) {
		return request.url();
	}

	@Override
	public @Nullable String urlTemplate(TracingClientHttpRequest request) {
		return (request.getAttributes().get(URL_TEMPLATE) instanceof String template) ? template : null;
	}

	@Override
	public HeaderReader<TracingClientHttpRequest> requestHeaders() {
		return REQUEST_HEADERS;
	}

	@Override
	public int status(ClientHttpResponse response) throws IOException {
		return response.getStatusCode().value();
	}

	@Override
	public @Nullable String protocolVersion(ClientHttpResponse response) {
		return null;
	}

	@Override
	public HeaderReader<ClientHttpResponse> responseHeaders() {
		return RESPONSE_HEADERS;
	}

	@Override
	public void set(@Nullable TracingClientHttpRequest request, String key, String value) {
		if (request != null) {
			request.getHeaders().set(key, value);
		}
	}

	@Override
	public String toString() {
		return "SpringHttpAdapter";
	}

}
