package dev.tracing.instrument.http;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.SpanErrors;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * Makes the CLIENT span of each request that an HTTP client library is told to send, and
 * sends the span's context along. Follows the OpenTelemetry semantic conventions ("HTTP
 * client span"). A span ends when the head of the response is there. Thread-safe; no
 * method throws, whatever is wrong with a request.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class HttpClientSpans {

	private static final int BAD_REQUEST = 400;

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	private final StartAttributes startAttributes;

	private final HttpClientAttributes attributes;

	private final CapturedHeaders responseHeaders;

	private final TracingFaults faults;

	HttpClientSpans(Tracer tracer, TextMapPropagator propagator, StartAttributes startAttributes,
			HttpTracingProperties properties, TracingFaults faults) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.startAttributes = startAttributes;
		this.attributes = new HttpClientAttributes(properties);
		this.responseHeaders = CapturedHeaders.ofResponse("tracing.http.client.capture-response-headers",
				properties.getClient().getCaptureResponseHeaders());
		this.faults = faults;
	}

	/**
	 * Whether a request is already being sent in the given context, by a library that
	 * uses another one underneath. The span and the headers are there then.
	 * @param context the context the inner request is made in
	 * @return {@code true} if the request must be left alone
	 */
	public boolean isSending(Context context) {
		return Span.fromContext(context) instanceof ReadableSpan span && span.getKind() == SpanKind.CLIENT
				&& !span.hasEnded() && span.getAttribute(HttpAttributes.REQUEST_METHOD) != null;
	}

	/**
	 * Start the span of a request and write its context into the headers, in place of
	 * what they may hold already.
	 * @param <Q> type of the request
	 * @param parent the context the request is made in
	 * @param request the request
	 * @param adapter translates it
	 * @return the context to send the request in, to be given to {@link #end} or
	 * {@link #fail} once
	 */
	public <Q> Context start(Context parent, Q request, HttpClientAdapter<Q, ?> adapter) {
		Context context = parent.with(startSpan(parent, request, adapter));
		try {
			this.propagator.inject(context, request, adapter);
		}
		catch (RuntimeException ex) {
			this.faults.report("writing trace context into a request", ex);
		}
		return context;
	}

	private <Q> Span startSpan(Context parent, Q request, HttpClientAdapter<Q, ?> adapter) {
		try {
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			SpanBuilder builder = this.tracer.spanBuilder(this.attributes.spanName(request, adapter))
				.setSpanKind(SpanKind.CLIENT)
				.setParent(parent);
			if (beforeStart) {
				describe(request, adapter, builder, AttributeTarget.BUILDER);
			}
			Span span = builder.startSpan();
			if (!beforeStart && span.isRecording()) {
				describe(request, adapter, span, AttributeTarget.SPAN);
			}
			return span;
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a request", ex);
			return Span.getInvalid();
		}
	}

	private <Q, T> void describe(Q request, HttpClientAdapter<Q, ?> adapter, T target, AttributeTarget<T> attributes) {
		try {
			this.attributes.describe(request, adapter, target, attributes);
		}
		catch (RuntimeException ex) {
			this.faults.report("describing a request", ex);
		}
	}

	/**
	 * End the span of a request that was answered.
	 * @param <R> type of the response
	 * @param context what {@link #start} returned
	 * @param response the response
	 * @param adapter translates it
	 */
	public <R> void end(Context context, R response, HttpClientAdapter<?, R> adapter) {
		Span span = Span.fromContext(context);
		try {
			if (span.isRecording()) {
				setStatus(span, response, adapter);
				describe(span, response, adapter);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("describing a response", ex);
		}
		finally {
			span.end();
		}
	}

	private static <R> void setStatus(Span span, R response, HttpClientAdapter<?, R> adapter) {
		int status;
		try {
			status = adapter.status(response);
		}
		catch (IOException | RuntimeException ex) {
			// Some libraries read the head of a response only when asked for it. The
			// application asks next and finds the same.
			SpanErrors.record(span, ex);
			return;
		}
		span.setAttribute(HttpAttributes.RESPONSE_STATUS_CODE, status);
		if (status >= BAD_REQUEST) {
			span.setStatus(StatusCode.ERROR);
			span.setAttribute(SpanErrors.ERROR_TYPE, Integer.toString(status));
		}
	}

	private <R> void describe(Span span, R response, HttpClientAdapter<?, R> adapter) {
		String version = adapter.protocolVersion(response);
		if (version != null) {
			span.setAttribute(HttpAttributes.NETWORK_PROTOCOL_VERSION, version);
		}
		this.responseHeaders.record(response, adapter.responseHeaders(), span, AttributeTarget.SPAN);
	}

	/**
	 * End the span of a request that failed. One that the application cancelled did not
	 * fail.
	 * @param context what {@link #start} returned
	 * @param thrown what the library threw
	 */
	public void fail(Context context, Throwable thrown) {
		Span span = Span.fromContext(context);
		Throwable cause = thrown.getCause();
		Throwable failure = (thrown instanceof CompletionException && cause != null) ? cause : thrown;
		if (!isCancellation(failure) && !isCancellation(failure.getCause())) {
			SpanErrors.record(span, failure);
		}
		span.end();
	}

	private static boolean isCancellation(@Nullable Throwable failure) {
		return failure instanceof CancellationException || failure instanceof InterruptedException;
	}

}
