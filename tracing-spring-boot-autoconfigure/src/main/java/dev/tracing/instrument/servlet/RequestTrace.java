package dev.tracing.instrument.servlet;

import java.util.List;

import dev.tracing.instrument.http.HeaderReader;
import dev.tracing.instrument.http.HttpServerSpan;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Scope;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one request over all its dispatches: an attribute of the request.
 * Moves between threads as the server dispatches the request.
 *
 * <p>
 * The span ends with the dispatch if the response is fine, with the response if it is
 * asynchronous, and after the error page if there may be one. Where nobody tells whether
 * an error page follows, it ends at once: a span must not stay open.
 */
final class RequestTrace implements AsyncListener {

	/**
	 * Name of the request's attribute.
	 */
	static final String ATTRIBUTE = RequestTrace.class.getName();

	private static final int FIRST_ERROR_STATUS = 400;

	private static final HeaderReader<HttpServletResponse> HEADERS = (response, name) -> List
		.copyOf(response.getHeaders(name));

	private final HttpServerSpan span;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final ServerLifecycle server;

	private final TracingFaults faults;

	private @Nullable Scope openScope;

	private boolean routed;

	private @Nullable String routeIfFound;

	private boolean escaped;

	private boolean failed;

	private boolean endsWithResponse;

	private int statusBeforeFailure;

	RequestTrace(HttpServerSpan span, HttpServletRequest request, HttpServletResponse response, ServerLifecycle server,
			TracingFaults faults) {
		this.span = span;
		this.request = request;
		this.response = response;
		this.server = server;
		this.faults = faults;
		request.setAttribute(ATTRIBUTE, this);
	}

	/**
	 * Return the trace of a request.
	 * @param request the request
	 * @return the trace, or {@code null} if the request is not traced
	 */
	static @Nullable RequestTrace of(ServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof RequestTrace trace) ? trace : null;
	}

	HttpServerSpan span() {
		return this.span;
	}

	/**
	 * Whether a route is of use.
	 * @return {@code false} if one is known or the span is not sampled
	 */
	boolean needsRoute() {
		return !this.routed && this.span.isRecording();
	}

	/**
	 * Learn the route.
	 * @param route the template
	 * @param resource whether it is one of static resources, whose handler is asked for
	 * everything that nobody else wants and so matches only what it finds
	 */
	void routed(String route, boolean resource) {
		this.routed = true;
		if (resource) {
			this.routeIfFound = route;
		}
		else {
			this.span.route(route);
		}
	}

	/**
	 * Decide about the route of a static resource after its handler was asked.
	 */
	void settleRoute() {
		if (this.routeIfFound != null && this.response.getStatus() != HttpServletResponse.SC_NOT_FOUND) {
			this.span.route(this.routeIfFound);
		}
		this.routeIfFound = null;
	}

	/**
	 * Record an exception that may be handled.
	 * @param exception the exception as it was thrown
	 */
	void handled(Throwable exception) {
		this.span.handled(rootCauseOf(exception));
	}

	/**
	 * Record an exception that left the application.
	 * @param exception the exception as it was thrown
	 */
	void escaped(Throwable exception) {
		this.escaped = true;
		failed(exception);
	}

	private void failed(Throwable exception) {
		this.failed = true;
		this.span.failed(rootCauseOf(exception));
		// From here on servers set a 500 that a client with half a response never sees.
		int status = this.response.getStatus();
		if (this.statusBeforeFailure == 0 && status < FIRST_ERROR_STATUS && this.response.isCommitted()) {
			this.statusBeforeFailure = status;
		}
	}

	private static Throwable rootCauseOf(Throwable exception) {
		Throwable cause = exception;
		while (cause instanceof ServletException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	/**
	 * End the span with the response if an error page may follow and a server tells when
	 * that is done, else at once.
	 */
	void endAfterErrorPage() {
		if (this.endsWithResponse) {
			return;
		}
		boolean errorPageMayFollow = this.failed || this.response.getStatus() >= FIRST_ERROR_STATUS;
		this.endsWithResponse = errorPageMayFollow && this.server.endsTrace(this.request, this);
		if (!this.endsWithResponse) {
			endAtOnce();
		}
	}

	private void endAtOnce() {
		if (this.escaped && this.statusBeforeFailure == 0 && this.response.getStatus() < FIRST_ERROR_STATUS) {
			// Whatever called the application makes this of an exception.
			end(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
		}
		else {
			end();
		}
	}

	/**
	 * End the span, with what was sent by now. Never throws.
	 */
	void end() {
		try {
			end((this.statusBeforeFailure != 0) ? this.statusBeforeFailure : this.response.getStatus());
		}
		catch (RuntimeException ex) {
			this.faults.report("ending the span of a request", ex);
		}
	}

	private void end(int status) {
		this.span.end(status, this.response, HEADERS);
	}

	/**
	 * Leave a scope open until the server has left the dispatch.
	 * @param scope the scope of this dispatch, on this thread
	 */
	void keepOpen(Scope scope) {
		this.openScope = scope;
	}

	/**
	 * Close the scope that was left open on this thread, if any.
	 */
	void closeScope() {
		Scope scope = this.openScope;
		if (scope != null) {
			this.openScope = null;
			scope.close();
		}
	}

	@Override
	public void onComplete(AsyncEvent event) {
		try {
			endAfterErrorPage();
		}
		catch (RuntimeException ex) {
			this.faults.report("completing an asynchronous request", ex);
			end();
		}
	}

	@Override
	public void onError(AsyncEvent event) {
		try {
			if (event.getThrowable() != null) {
				failed(event.getThrowable());
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording the failure of an asynchronous request", ex);
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// What the application or the server makes of it decides.
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// Each dispatch registers this listener anew if it ends asynchronously.
	}

}
