package dev.tracing.instrument.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Sends requests as they are, without tracing and without following redirects.
 */
public final class TestHttpClient {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String baseUrl;

	/**
	 * Creates a client.
	 * @param baseUrl what all paths are appended to
	 */
	public TestHttpClient(String baseUrl) {
		this.baseUrl = baseUrl;
	}

	/**
	 * Returns the port requests are sent to.
	 * @return the port
	 */
	public int port() {
		return URI.create(this.baseUrl).getPort();
	}

	/**
	 * Sends a GET request.
	 * @param path the raw path and query
	 * @param headers names and values
	 * @return the response
	 */
	public HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, headers);
	}

	/**
	 * Sends a request without body.
	 * @param method the method
	 * @param path the raw path and query
	 * @param headers names and values
	 * @return the response
	 */
	public HttpResponse<String> send(String method, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.baseUrl + path))
			.timeout(Duration.ofSeconds(20))
			.method(method, HttpRequest.BodyPublishers.noBody());
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		try {
			return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
