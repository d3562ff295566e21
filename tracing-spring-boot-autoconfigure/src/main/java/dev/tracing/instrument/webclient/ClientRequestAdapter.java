package dev.tracing.instrument.webclient;

import java.net.URI;
import java.util.List;

import dev.tracing.instrument.http.HeaderReader;
import dev.tracing.instrument.http.HttpClientAdapter;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Translates the requests and responses of {@link WebClient}.
 */
final class ClientRequestAdapter implements HttpClientAdapter<TracedRequest, ClientResponse> {

	static final ClientRequestAdapter INSTANCE = new ClientRequestAdapter();

	/**
	 * Where {@link WebClient} leaves the template.
	 */
	private static final String URL_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private static final HeaderReader<TracedRequest> REQUEST_HEADERS = (request, name) -> List
		.copyOf(request.original().headers().getOrEmpty(name));

	private static final HeaderReader<ClientResponse> RESPONSE_HEADERS = (response, name) -> List
		.copyOf(response.headers().header(name));

	private ClientRequestAdapter() {
	}

	@Override
	public String method(TracedRequest request) {
		return request.method().name();
	}

	@Override
	public URI url(TracedRequest request) {
		return request.url();
	}

	@Override
	public @Nullable String urlTemplate(TracedRequest request) {
		return (request.attributes().get(URL_TEMPLATE) instanceof String template) ? template : null;
	}

	@Override
	public HeaderReader<TracedRequest> requestHeaders() {
		return REQUEST_HEADERS;
	}

	@Override
	public int status(ClientResponse response) {
		return response.statusCode().value();
	}

	@Override
	public @Nullable String protocolVersion(ClientResponse response) {
		return null;
	}

	@Override
	public HeaderReader<ClientResponse> responseHeaders() {
		return RESPONSE_HEADERS;
	}

	@Override
	public void set(@Nullable TracedRequest request, String key, String value) {
		if (request != null) {
			request.replaceHeader(key, value);
		}
	}

	@Override
	public String toString() {
		return "ClientRequestAdapter";
	}

}
