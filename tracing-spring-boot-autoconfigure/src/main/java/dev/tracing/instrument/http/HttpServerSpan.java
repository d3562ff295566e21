package dev.tracing.instrument.http;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.SpanErrors;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.web.ErrorResponse;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * The span of one request to a server. May move between threads; only ending it is safe
 * on several threads at once.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class HttpServerSpan {

	private static final int BAD_REQUEST = 400;

	private static final int INTERNAL_SERVER_ERROR = 500;

	private static final int MAX_CAUSES = 32;

	private final HttpServerSpans spans;

	private final String method;

	private final Span span;

	private final Context context;

	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Throwable exception;

	private boolean failed;

	HttpServerSpan(HttpServerSpans spans, String method, Span span, Context context) {
		this.spans = spans;
		this.method = method;
		this.span = span;
		this.context = context;
	}

	/**
	 * Return the context to handle the request in.
	 * @return a context with the span and what the caller sent along
	 */
	public Context context() {
		return this.context;
	}

	/**
	 * Return the id of the request's trace.
	 * @return the id as 32 hexadecimal digits, or {@code null} if there is no trace, as
	 * beside a switched off SDK
	 */
	public @Nullable String traceId() {
		return (this.span.getSpanContext().isValid()) ? this.span.getSpanContext().getTraceId() : null;
	}

	/**
	 * Whether anything that is found out about the request is of use.
	 * @return {@code false} if the span is not sampled
	 */
	public boolean isRecording() {
		return this.span.isRecording();
	}

	/**
	 * Name the span after the route that matched.
	 * @param route the template, the application's root included
	 */
	public void route(String route) {
		if (this.span.isRecording()) {
			this.span.updateName(this.spans.names().of(this.method, route));
			this.span.setAttribute(HttpAttributes.ROUTE, route);
		}
	}

	/**
	 * Record an exception that the application turned into a response. It makes the span
	 * an error only if the response is a server error. Exceptions that merely carry a 4xx
	 * response are not recorded: they are ordinary answers.
	 * @param exception the exception
	 */
	public void handled(Throwable exception) {
		if (!(exception instanceof ErrorResponse response && response.getStatusCode().is4xxClientError())) {
			record(exception);
		}
	}

	/**
	 * Record an exception that nobody handled. It makes the span an error, unless the
	 * response is a 4xx or the client left while the response was sent.
	 * @param exception the exception
	 */
	public void failed(Throwable exception) {
		record(exception);
		this.failed = true;
	}

	private void record(Throwable exception) {
		Throwable known = this.exception;
		if (known == null || !(isCausedBy(exception, known) || isCausedBy(known, exception))) {
			this.exception = exception;
			if (this.span.isRecording()) {
				this.span.recordException(exception);
			}
		}
	}

	/**
	 * On its way out an exception is wrapped and unwrapped.
	 */
	private static boolean isCausedBy(Throwable exception, Throwable cause) {
		Throwable candidate = exception;
		for (int depth = 0; candidate != null && depth < MAX_CAUSES; depth++) {
			if (candidate == cause) {
				return true;
			}
			candidate = candidate.getCause();
		}
		return false;
	}

	/**
	 * End the span. Calls after the first have no effect.
	 * @param <C> type of the response
	 * @param status the status code sent, or 0 if the client left before there was one
	 * @param response the response
	 * @param reader reads the headers of the response
	 */
	public <C> void end(int status, C response, HeaderReader<C> reader) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		try {
			if (this.span.isRecording()) {
				if (status > 0) {
					this.span.setAttribute(HttpAttributes.RESPONSE_STATUS_CODE, status);
				}
				setError(status);
				this.spans.responseHeaders().record(response, reader, this.span, AttributeTarget.SPAN);
			}
		}
		finally {
			this.span.end();
		}
	}

	private void setError(int status) {
		boolean serverError = status >= INTERNAL_SERVER_ERROR;
		if (this.exception != null && (serverError || isFailure(this.exception, status))) {
			SpanErrors.fail(this.span, SpanErrors.typeOf(this.exception), this.exception);
		}
		else if (serverError) {
			this.span.setStatus(StatusCode.ERROR);
			this.span.setAttribute(SpanErrors.ERROR_TYPE, Integer.toString(status));
		}
	}

	private boolean isFailure(Throwable exception, int status) {
		return this.failed && status < BAD_REQUEST
				&& !DisconnectedClientHelper.isClientDisconnectedException(exception);
	}

}
