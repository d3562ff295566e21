package dev.tracing.instrument.servlet;

import java.io.IOException;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpServerSpan;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Makes each request one SERVER span, which is current in all dispatches of the request.
 */
final class TracingFilter implements Filter {

	private static final String EXCLUDED_ATTRIBUTE = TracingFilter.class.getName() + ".EXCLUDED";

	private final Deferred<HttpServerSpans> spans;

	private final PathExclusions exclusions;

	private final ServerLifecycle server;

	private final TracingFaults faults;

	TracingFilter(Deferred<HttpServerSpans> spans, PathExclusions exclusions, ServerLifecycle server,
			TracingFaults faults) {
		this.spans = spans;
		this.exclusions = exclusions;
		this.server = server;
		this.faults = faults;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Context context = null;
		if (request instanceof HttpServletRequest httpRequest && response instanceof HttpServletResponse httpResponse) {
			context = enter(httpRequest, httpResponse);
		}
		if (context == null) {
			chain.doFilter(request, response);
			return;
		}
		Scope scope = context.makeCurrent();
		Throwable exception = null;
		try {
			chain.doFilter(request, response);
		}
		catch (Throwable ex) {
			exception = ex;
			throw ex;
		}
		finally {
			leave(scope, (HttpServletRequest) request, exception);
		}
	}

	/**
	 * Find the context for a dispatch.
	 * @return the context, or {@code null} to leave the dispatch alone
	 */
	private @Nullable Context enter(HttpServletRequest request, HttpServletResponse response) {
		HttpServerSpans spans = this.spans.get();
		if (spans == null) {
			return null;
		}
		Context context = null;
		try {
			RequestTrace trace = RequestTrace.of(request);
			if (trace == null && isExcluded(request)) {
				return TraceSuppression.suppressedRoot();
			}
			if (trace == null && request.getDispatcherType() == DispatcherType.REQUEST) {
				HttpServerSpan span = spans.start(request, ServletRequestGetter.INSTANCE);
				trace = new RequestTrace(span, request, response, this.server, this.faults);
			}
			if (trace != null) {
				context = trace.span().context();
				sendTraceId(spans.traceIdHeader(), trace, response);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a request", ex);
		}
		return context;
	}

	private boolean isExcluded(HttpServletRequest request) {
		if (request.getDispatcherType() != DispatcherType.REQUEST) {
			return request.getAttribute(EXCLUDED_ATTRIBUTE) != null;
		}
		boolean excluded = this.exclusions.matches(pathOf(request));
		if (excluded) {
			request.setAttribute(EXCLUDED_ATTRIBUTE, true);
		}
		return excluded;
	}

	private static String pathOf(HttpServletRequest request) {
		String servletPath = request.getServletPath();
		String pathInfo = request.getPathInfo();
		if (pathInfo == null) {
			return servletPath;
		}
		return (servletPath.isEmpty()) ? pathInfo : servletPath + pathInfo;
	}

	/**
	 * Done for each dispatch, because a response may be reset in between.
	 */
	private static void sendTraceId(@Nullable String header, RequestTrace trace, HttpServletResponse response) {
		String traceId = (header != null) ? trace.span().traceId() : null;
		if (traceId != null) {
			response.setHeader(header, traceId);
		}
	}

	private void leave(Scope scope, HttpServletRequest request, @Nullable Throwable exception) {
		RequestTrace trace = RequestTrace.of(request);
		if (trace == null) {
			scope.close();
			return;
		}
		boolean errorDispatch = request.getDispatcherType() == DispatcherType.ERROR;
		if (exception != null && !errorDispatch && this.server.closesScope(request)) {
			trace.keepOpen(scope);
		}
		else {
			scope.close();
		}
		if (trace.span().isRecording()) {
			try {
				leave(trace, request, errorDispatch, exception);
			}
			catch (RuntimeException ex) {
				this.faults.report("ending a dispatch", ex);
				trace.end();
			}
		}
	}

	private void leave(RequestTrace trace, HttpServletRequest request, boolean errorDispatch,
			@Nullable Throwable exception) {
		if (exception != null) {
			trace.escaped(exception);
		}
		trace.settleRoute();
		if (isToBeCompleted(request, trace)) {
			return;
		}
		if (errorDispatch) {
			trace.end();
		}
		else {
			trace.endAfterErrorPage();
		}
	}

	/**
	 * Whether the trace will hear of the completion of an asynchronous request. Another
	 * thread may end such a request while this one is leaving it, even between the
	 * question whether there is one and the next.
	 */
	private static boolean isToBeCompleted(HttpServletRequest request, RequestTrace trace) {
		if (!request.isAsyncStarted()) {
			return false;
		}
		try {
			request.getAsyncContext().addListener(trace);
			return true;
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

}
