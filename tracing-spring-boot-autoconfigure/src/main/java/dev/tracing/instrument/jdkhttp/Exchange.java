package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One request with its span, from start to end.
 */
final class Exchange {

	private final HttpClientSpans spans;

	private final Context context;

	private final HttpRequest request;

	private Exchange(HttpClientSpans spans, Context context, HttpRequest request) {
		this.spans = spans;
		this.context = context;
		this.request = request;
	}

	/**
	 * Start the span of a request.
	 * @param request the request
	 * @param spans makes the span, or {@code null} if nothing does
	 * @param faults where failures are reported
	 * @return the exchange, or {@code null} if the request is to be sent as it is
	 */
	static @Nullable Exchange start(HttpRequest request, @Nullable HttpClientSpans spans, TracingFaults faults) {
		Context parent = Context.current();
		if (spans == null || spans.isSending(parent)) {
			return null;
		}
		TracedRequest traced;
		try {
			traced = new TracedRequest(request);
		}
		catch (RuntimeException ex) {
			faults.report("copying a request", ex);
			return null;
		}
		Context context = spans.start(parent, traced, JdkHttpAdapter.INSTANCE);
		return new Exchange(spans, context, traced.build());
	}

	HttpRequest request() {
		return this.request;
	}

	Scope makeCurrent() {
		return this.context.makeCurrent();
	}

	/**
	 * End the span.
	 * @param response the response, or {@code null} if there is none
	 * @param failure what the library threw, or {@code null} if there is a response
	 */
	void end(@Nullable HttpResponse<?> response, @Nullable Throwable failure) {
		if (response != null) {
			this.spans.end(this.context, response, JdkHttpAdapter.INSTANCE);
		}
		else if (failure != null) {
			this.spans.fail(this.context, failure);
		}
	}

}
