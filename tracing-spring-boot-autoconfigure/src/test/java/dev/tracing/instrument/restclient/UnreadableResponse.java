package dev.tracing.instrument.restclient;

import java.io.IOException;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;

/**
 * A response whose head cannot be read.
 */
final class UnreadableResponse implements ClientHttpResponse {

	static final IOException FAILURE = new IOException("unreadable");

	static final ClientHttpRequestFactory FACTORY = (uri, method) -> new MockClientHttpRequest(method, uri) {

		@Override
		protected ClientHttpResponse executeInternal() {
			return new UnreadableResponse();
		}

	};

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		throw FAILURE;
	}

	@Override
	public String getStatusText() throws IOException {
		throw FAILURE;
	}

	@Override
	public HttpHeaders getHeaders() {
		return new HttpHeaders();
	}

	@Override
	public InputStream getBody() {
		return InputStream.nullInputStream();
	}

	@Override
	public void close() {
		// Nothing is open.
	}

}
