package dev.tracing.instrument.jdkhttp;

import java.net.URI;
import java.net.http.HttpResponse;

import dev.tracing.instrument.http.HeaderReader;
import dev.tracing.instrument.http.HttpClientAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Translates the requests and responses of the JDK's HTTP client.
 */
final class JdkHttpAdapter implements HttpClientAdapter<TracedRequest, HttpResponse<?>> {

	static final JdkHttpAdapter INSTANCE = new JdkHttpAdapter();

	private static final HeaderReader<TracedRequest> REQUEST_HEADERS = TracedRequest::header;

	private static final HeaderReader<HttpResponse<?>> RESPONSE_HEADERS = (response, name) -> response.headers()
		.allValues(name);

	private JdkHttpAdapter() {
	}

	@Override
	public String method(TracedRequest request) {
		return request.original().method();
	}

	@Override
	public URI url(TracedRequest request) {
		return request.original().uri();
	}

	@Override
	public @Nullable String urlTemplate(TracedRequest request) {
		return null;
	}

	@Override
	public HeaderReader<TracedRequest> requestHeaders() {
		return REQUEST_HEADERS;
	}

	@Override
	public int status(HttpResponse<?> response) {
		return response.statusCode();
	}

	@Override
	public @Nullable String protocolVersion(HttpResponse<?> response) {
		return switch (response.version()) {
			case HTTP_1_1 -> "1.1";
			case HTTP_2 -> "2";
			// A constant of later versions of the JDK.
			default -> (response.version().name().equals("HTTP_3")) ? "3" : null;
		};
	}

	@Override
	public HeaderReader<HttpResponse<?>> responseHeaders() {
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
		return "JdkHttpAdapter";
	}

}
