package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Tests that wait for the response.
 */
class SynchronousJdkHttpTests extends AbstractJdkHttpContractTests {

	@Override
	protected HttpResponse<?> send(HttpClient client, HttpRequest request) throws Exception {
		return client.send(request, BodyHandlers.ofString());
	}

}
