package dev.tracing.benchmarks;

import java.io.IOException;
import java.net.URI;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A client span as an application would make it by hand.
 */
final class HandMadeClientInterceptor implements ClientHttpRequestInterceptor {

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	HandMadeClientInterceptor(HandMadeTracing tracing) {
		this.tracer = tracing.tracer();
		this.propagator = tracing.propagator();
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		URI uri = request.getURI();
		Span span = this.tracer.spanBuilder(request.getMethod().name())
			.setSpanKind(SpanKind.CLIENT)
			.setAttribute(HttpKeys.REQUEST_METHOD, request.getMethod().name())
			.setAttribute(HttpKeys.URL_FULL, uri.toString())
			.setAttribute(HttpKeys.SERVER_ADDRESS, uri.getHost())
			.setAttribute(HttpKeys.SERVER_PORT, uri.getPort())
			.startSpan();
		try (Scope scope = span.makeCurrent()) {
			this.propagator.inject(Context.current(), request.getHeaders(), HeaderSetter.INSTANCE);
			ClientHttpResponse response = execution.execute(request, body);
			int status = response.getStatusCode().value();
			span.setAttribute(HttpKeys.RESPONSE_STATUS_CODE, status);
			if (status >= 400) {
				span.setStatus(StatusCode.ERROR);
				span.setAttribute(HttpKeys.ERROR_TYPE, Integer.toString(status));
			}
			return response;
		}
		catch (IOException | RuntimeException | Error ex) {
			span.recordException(ex);
			span.setStatus(StatusCode.ERROR);
			span.setAttribute(HttpKeys.ERROR_TYPE, ex.getClass().getName());
			throw ex;
		}
		finally {
			span.end();
		}
	}

	/**
	 * Writes trace context to headers.
	 */
	private enum HeaderSetter implements TextMapSetter<HttpHeaders> {

		INSTANCE;

		@Override
		public void set(@Nullable HttpHeaders headers, String key, String value) {
			if (headers != null) {
				headers.set(key, value);
			}
		}

	}

}
