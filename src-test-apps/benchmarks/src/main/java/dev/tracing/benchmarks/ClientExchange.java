package dev.tracing.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends requests through an interceptor of RestTemplate and RestClient, without a
 * network.
 */
final class ClientExchange {

	private static final byte[] NO_BODY = {};

	private static final ClientHttpRequestExecution EXECUTION = (request, body) -> new InMemoryResponse();

	private final URI uri = URI.create("http://inventory.example:8081/items/4711?expand=stock");

	private final ClientHttpRequestInterceptor interceptor;

	ClientExchange(ClientHttpRequestInterceptor interceptor) {
		this.interceptor = interceptor;
	}

	/**
	 * Send requests one after the other.
	 * @param requests how many
	 * @return the sum of the status codes and the number of headers, for the compiler to
	 * see that someone cares
	 * @throws IOException not really
	 */
	int call(int requests) throws IOException {
		int sum = 0;
		for (int i = 0; i < requests; i++) {
			HttpRequest request = new InMemoryRequest(this.uri);
			try (ClientHttpResponse response = this.interceptor.intercept(request, NO_BODY, EXECUTION)) {
				sum += response.getStatusCode().value() + request.getHeaders().size();
			}
		}
		return sum;
	}

	/**
	 * A request as the client hands it to its interceptors.
	 */
	private static final class InMemoryRequest implements HttpRequest {

		private final URI uri;

		private final HttpHeaders headers = new HttpHeaders();

		private final Map<String, Object> attributes = Map.of();

		InMemoryRequest(URI uri) {
			this.uri = uri;
			this.headers.set(HttpHeaders.ACCEPT, "application/json");
		}

		@Override
		public HttpMethod getMethod() {
			return HttpMethod.GET;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

	/**
	 * A response without headers and body.
	 */
	private static final class InMemoryResponse implements ClientHttpResponse {

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public String getStatusText() {
			return "OK";
		}

		@Override
		public HttpHeaders getHeaders() {
			return HttpHeaders.EMPTY;
		}

		@Override
		public InputStream getBody() {
			return InputStream.nullInputStream();
		}

		@Override
		public void close() {
		}

	}

}
