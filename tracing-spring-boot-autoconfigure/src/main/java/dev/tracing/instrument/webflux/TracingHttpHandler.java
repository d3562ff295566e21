package dev.tracing.instrument.webflux;

import dev.tracing.instrument.http.HttpServerSpan;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.logging.TracingFaults;
import reactor.core.publisher.Mono;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Makes each request one SERVER span, which is current in all of WebFlux and in the
 * application.
 */
final class TracingHttpHandler implements HttpHandler {

	private final HttpHandler delegate;

	private final HttpServerSpans spans;

	private final ServerRequestGetter getter;

	private final PathExclusions exclusions;

	private final boolean automatic;

	private final TracingFaults faults;

	private final RoutePrefixes prefixes = new RoutePrefixes();

	TracingHttpHandler(HttpHandler delegate, HttpServerSpans spans, ServerRequestGetter getter,
			PathExclusions exclusions, boolean automatic, TracingFaults faults) {
		this.delegate = delegate;
		this.spans = spans;
		this.getter = getter;
		this.exclusions = exclusions;
		this.automatic = automatic;
		this.faults = faults;
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		return new TracedHandling(this, request, response);
	}

	/**
	 * Have the application handle a request.
	 * @param request the request
	 * @param response the response
	 * @return the end of the response
	 */
	Mono<Void> proceed(ServerHttpRequest request, ServerHttpResponse response) {
		return this.delegate.handle(request, response);
	}

	/**
	 * Whether a request is not to be traced.
	 * @param request the request
	 * @return {@code true} if its path is excluded
	 */
	boolean isExcluded(ServerHttpRequest request) {
		return this.exclusions.matches(pathOf(request));
	}

	private static String pathOf(ServerHttpRequest request) {
		PathContainer path = request.getPath().pathWithinApplication();
		String value = path.value();
		if (value.indexOf('%') < 0 && value.indexOf(';') < 0) {
			return value;
		}
		StringBuilder decoded = new StringBuilder();
		for (PathContainer.Element element : path.elements()) {
			decoded.append(
					(element instanceof PathContainer.PathSegment segment) ? segment.valueToMatch() : element.value());
		}
		return decoded.toString();
	}

	/**
	 * Start the trace of a request.
	 * @param request the request
	 * @param response the response
	 * @return the trace, to be ended by the caller
	 */
	RequestTrace start(ServerHttpRequest request, ServerHttpResponse response) {
		HttpServerSpan span = this.spans.start(request, this.getter);
		try {
			sendTraceId(span, response);
		}
		catch (RuntimeException ex) {
			this.faults.report("sending the trace id", ex);
		}
		return new RequestTrace(span, request, response, this.prefixes, this.faults);
	}

	private void sendTraceId(HttpServerSpan span, ServerHttpResponse response) {
		String header = this.spans.traceIdHeader();
		String traceId = (header != null) ? span.traceId() : null;
		if (header != null && traceId != null) {
			response.getHeaders().set(header, traceId);
		}
	}

	/**
	 * Whether Reactor makes the context of a subscription current by itself.
	 * @return {@code true} if context propagation is automatic
	 */
	boolean isAutomatic() {
		return this.automatic;
	}

	TracingFaults faults() {
		return this.faults;
	}

}
