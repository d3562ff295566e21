package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Tests that are given a future of the response.
 */
class AsynchronousJdkHttpTests extends AbstractJdkHttpContractTests {

	@Override
	protected HttpResponse<?> send(HttpClient client, HttpRequest request) throws Exception {
		return client.sendAsync(request, BodyHandlers.ofString()).get(30, TimeUnit.SECONDS);
	}

	@Override
	protected Throwable libraryFailure(Exception failure) {
		return (failure instanceof ExecutionException) ? failure.getCause() : failure;
	}

}
