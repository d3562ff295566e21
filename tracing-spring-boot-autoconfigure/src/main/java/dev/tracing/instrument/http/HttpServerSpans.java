package dev.tracing.instrument.http;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Starts a SERVER span for each request that a server receives. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class HttpServerSpans {

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	private final StartAttributes startAttributes;

	private final HttpServerAttributes attributes;

	private final HttpServerSpanNames names;

	private final CapturedHeaders responseHeaders;

	private final @Nullable String traceIdHeader;

	private final TracingFaults faults;

	HttpServerSpans(Tracer tracer, TextMapPropagator propagator, StartAttributes startAttributes,
			HttpTracingProperties properties, TracingFaults faults) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.startAttributes = startAttributes;
		this.attributes = new HttpServerAttributes(properties);
		this.names = new HttpServerSpanNames(properties.getKnownMethods());
		this.responseHeaders = CapturedHeaders.ofResponse("tracing.http.server.capture-response-headers",
				properties.getServer().getCaptureResponseHeaders());
		String header = properties.getServer().getResponseHeader();
		this.traceIdHeader = (header != null && !header.isEmpty())
				? HeaderNames.check("tracing.http.server.response-header", header) : null;
		this.faults = faults;
	}

	/**
	 * Return the name of the response header to send the trace id in.
	 * @return the name, or {@code null} to send none
	 */
	public @Nullable String traceIdHeader() {
		return this.traceIdHeader;
	}

	/**
	 * Start the span of a request, as a child of the caller's span if the request carries
	 * one. What happens to be current on this thread is no part of the request and plays
	 * no role.
	 * @param <R> type of the request
	 * @param request the request
	 * @param getter reads it
	 * @return the span, to be ended by the caller
	 */
	public <R> HttpServerSpan start(R request, HttpServerRequestGetter<R> getter) {
		return start(request, getter, parentOf(request, getter));
	}

	/**
	 * Read the context that a request brings along.
	 * @param <R> type of the request
	 * @param request the request
	 * @param getter reads it
	 * @return a context with the caller's span, or without if the request carries none
	 */
	public <R> Context parentOf(R request, HttpServerRequestGetter<R> getter) {
		return this.propagator.extract(Context.root(), request, getter);
	}

	/**
	 * Start the span of a request in a given context.
	 * @param <R> type of the request
	 * @param request the request
	 * @param getter reads it
	 * @param parent the context
	 * @return the span, to be ended by the caller
	 */
	public <R> HttpServerSpan start(R request, HttpServerRequestGetter<R> getter, Context parent) {
		String method = getter.method(request);
		boolean beforeStart = this.startAttributes.beforeStart(parent);
		SpanBuilder builder = this.tracer.spanBuilder(this.names.of(method, null))
			.setSpanKind(SpanKind.SERVER)
			.setParent(parent);
		if (beforeStart) {
			describe(request, getter, builder, AttributeTarget.BUILDER);
		}
		Span span = builder.startSpan();
		if (!beforeStart && span.isRecording()) {
			describe(request, getter, span, AttributeTarget.SPAN);
		}
		return new HttpServerSpan(this, method, span, parent.with(span));
	}

	private <R, T> void describe(R request, HttpServerRequestGetter<R> getter, T target,
			AttributeTarget<T> attributes) {
		try {
			this.attributes.describe(request, getter, target, attributes);
		}
		catch (RuntimeException ex) {
			this.faults.report("describing a request", ex);
		}
	}

	HttpServerSpanNames names() {
		return this.names;
	}

	CapturedHeaders responseHeaders() {
		return this.responseHeaders;
	}

}
