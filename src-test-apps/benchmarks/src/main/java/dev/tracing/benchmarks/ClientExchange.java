package dev.tracing.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends requests as RestTemplate and RestClient do, without a network.
 */
final class ClientExchange {

	private static final byte[] NO_BODY = {};

	private static final ClientHttpRequestExecution EXECUTION = (request, body) -> ((ClientHttpRequest) request)
		.execute();

	private final URI uri = URI.create("http://inventory.example:8081/items/4711?expand=stock");

	private final ClientHttpRequestFactory requestFactory;

	private final @Nullable ClientHttpRequestInterceptor interceptor;

	/**
	 * Create an exchange.
	 * @param requestFactory makes requests
	 * @param interceptor called directly, without what Spring builds around one;
	 * {@code null} for none
	 */
	ClientExchange(ClientHttpRequestFactory requestFactory, @Nullable ClientHttpRequestInterceptor interceptor) {
		this.requestFactory = requestFactory;
		this.interceptor = interceptor;
	}

	/**
	 * Make a request that gets an answer without a network.
	 * @param uri where to
	 * @param method how
	 * @return the request
	 */
	static ClientHttpRequest request(URI uri, HttpMethod method) {
		return new InMemoryRequest(uri, method);
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
			ClientHttpRequest request = this.requestFactory.createRequest(this.uri, HttpMethod.GET);
			request.getHeaders().set(HttpHeaders.ACCEPT, "application/json");
			try (ClientHttpResponse response = send(request)) {
				sum += response.getStatusCode().value() + request.getHeaders().size();
			}
		}
		return sum;
	}

	private ClientHttpResponse send(ClientHttpRequest request) throws IOException {
		return (this.interceptor != null) ? this.interceptor.intercept(request, NO_BODY, EXECUTION) : request.execute();
	}

	/**
	 * A request as a library behind Spring's clients makes it.
	 */
	private static final class InMemoryRequest implements ClientHttpRequest {

		private final URI uri;

		private final HttpMethod method;

		private final HttpHeaders headers = new HttpHeaders();

		InMemoryRequest(URI uri, HttpMethod method) {
			this.uri = uri;
			this.method = method;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public Map<String, Object> getAttributes() {
			return Map.of();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public OutputStream getBody() {
			return OutputStream.nullOutputStream();
		}

		@Override
		public ClientHttpResponse execute() {
			return new InMemoryResponse();
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
