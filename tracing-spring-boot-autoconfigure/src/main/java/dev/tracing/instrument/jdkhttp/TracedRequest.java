package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpRequest;
import java.util.List;

/**
 * A copy of a request that takes further headers; the original is immutable.
 */
final class TracedRequest {

	private final HttpRequest original;

	private final HttpRequest.Builder copy;

	TracedRequest(HttpRequest original) {
		this.original = original;
		this.copy = HttpRequest.newBuilder(original, (name, value) -> true);
	}

	HttpRequest original() {
		return this.original;
	}

	List<String> header(String name) {
		return this.original.headers().allValues(name);
	}

	void replaceHeader(String name, String value) {
		this.copy.setHeader(name, value);
	}

	HttpRequest build() {
		return this.copy.build();
	}

}
