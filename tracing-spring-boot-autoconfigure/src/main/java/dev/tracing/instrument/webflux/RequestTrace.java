package dev.tracing.instrument.webflux;

import java.util.List;
import java.util.Map;

import dev.tracing.instrument.http.HeaderReader;
import dev.tracing.instrument.http.HttpServerSpan;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.handler.ExceptionHandlingWebHandler;

/**
 * What is remembered of one request while it is handled. Found in Reactor's context and,
 * once there is an exchange, in its attributes. Moves between threads with the signals of
 * the response; a client may cancel it on any thread. Never throws.
 */
final class RequestTrace {

	/**
	 * Name of the exchange's attribute.
	 */
	private static final String ATTRIBUTE = RequestTrace.class.getName();

	private static final int OK = 200;

	private static final int NOT_FOUND = 404;

	private static final int INTERNAL_SERVER_ERROR = 500;

	private static final int NONE = 0;

	private static final HeaderReader<ServerHttpResponse> HEADERS = (response, name) -> List
		.copyOf(response.getHeaders().getOrEmpty(name));

	private final HttpServerSpan span;

	private final ServerHttpRequest request;

	private final ServerHttpResponse response;

	private final RoutePrefixes prefixes;

	private final TracingFaults faults;

	private volatile @Nullable Map<String, Object> attributes;

	RequestTrace(HttpServerSpan span, ServerHttpRequest request, ServerHttpResponse response, RoutePrefixes prefixes,
			TracingFaults faults) {
		this.span = span;
		this.request = request;
		this.response = response;
		this.prefixes = prefixes;
		this.faults = faults;
	}

	/**
	 * Return the trace of an exchange.
	 * @param exchange the exchange
	 * @return the trace, or {@code null} if the exchange is not traced
	 */
	static @Nullable RequestTrace of(ServerWebExchange exchange) {
		return (exchange.getAttributes().get(ATTRIBUTE) instanceof RequestTrace trace) ? trace : null;
	}

	/**
	 * Return the context to handle the request in.
	 * @return the context with the span
	 */
	Context context() {
		return this.span.context();
	}

	/**
	 * Learn of the exchange, in whose attributes WebFlux leaves what it finds out.
	 * @param exchange the exchange
	 */
	void follow(ServerWebExchange exchange) {
		this.attributes = exchange.getAttributes();
		exchange.getAttributes().put(ATTRIBUTE, this);
	}

	/**
	 * Record an exception that the application is about to turn into a response.
	 * @param exception the exception
	 */
	void handled(Throwable exception) {
		try {
			this.span.handled(Exceptions.unwrap(exception));
		}
		catch (RuntimeException ex) {
			this.faults.report("recording an exception", ex);
		}
	}

	/**
	 * Learn of an exception in an operator. Annotated methods are called with their
	 * arguments as the signal of an operator. What they throw themselves is handled right
	 * after that, where nobody else gets to see it.
	 * @param exception the exception
	 * @param signal what the operator was given, if anything
	 */
	void thrown(Throwable exception, @Nullable Object signal) {
		Map<String, Object> found = this.attributes;
		if (signal instanceof Object[] && found != null
				&& found.get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod) {
			handled(exception);
		}
	}

	/**
	 * End the span of a response that was sent to its end.
	 */
	void complete() {
		end(statusOr(OK), null);
	}

	/**
	 * End the span of a response that failed. The server makes it a 500 if it still can.
	 * @param exception the exception nobody handled
	 */
	void fail(Throwable exception) {
		end((this.response.isCommitted()) ? statusOr(OK) : INTERNAL_SERVER_ERROR, exception);
	}

	/**
	 * End the span of a response that nobody waits for any more.
	 */
	void cancel() {
		end((this.response.isCommitted()) ? statusOr(OK) : NONE, null);
	}

	private int statusOr(int other) {
		HttpStatusCode status = this.response.getStatusCode();
		return (status != null) ? status.value() : other;
	}

	private void end(int status, @Nullable Throwable exception) {
		try {
			if (this.span.isRecording()) {
				describe(status, exception);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("describing a response", ex);
		}
		try {
			this.span.end(status, this.response, HEADERS);
		}
		catch (RuntimeException ex) {
			this.faults.report("ending the span of a request", ex);
		}
	}

	private void describe(int status, @Nullable Throwable exception) {
		Map<String, Object> found = this.attributes;
		if (found != null) {
			Object pattern = found.get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
			if (pattern != null && !isMissingResource(status, found)) {
				this.span.route(this.prefixes.join(this.request, pattern.toString()));
			}
			if (found.get(ExceptionHandlingWebHandler.HANDLED_WEB_EXCEPTION) instanceof Throwable handled) {
				this.span.handled(Exceptions.unwrap(handled));
			}
		}
		if (exception != null) {
			this.span.failed(Exceptions.unwrap(exception));
		}
	}

	/**
	 * The handler of static resources is asked for everything that nobody else wants, and
	 * so matches only what it finds.
	 */
	private static boolean isMissingResource(int status, Map<String, Object> attributes) {
		return status == NOT_FOUND
				&& attributes.get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof ResourceWebHandler;
	}

}
