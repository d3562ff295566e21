package dev.tracing.benchmarks;

import java.net.URI;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * A client span of WebClient as an application would make it by hand.
 */
final class HandMadeExchangeFilter implements ExchangeFilterFunction {

	static final String CONTEXT = "by-hand";

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	HandMadeExchangeFilter(HandMadeTracing tracing) {
		this.tracer = tracing.tracer();
		this.propagator = tracing.propagator();
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.deferContextual((view) -> {
			Context caller = view.getOrDefault(CONTEXT, null);
			return exchange((caller != null) ? caller : Context.current(), request, next);
		});
	}

	private Mono<ClientResponse> exchange(Context parent, ClientRequest request, ExchangeFunction next) {
		URI uri = request.url();
		Span span = this.tracer.spanBuilder(request.method().name())
			.setSpanKind(SpanKind.CLIENT)
			.setParent(parent)
			.setAttribute(HttpKeys.REQUEST_METHOD, request.method().name())
			.setAttribute(HttpKeys.URL_FULL, uri.toString())
			.setAttribute(HttpKeys.SERVER_ADDRESS, uri.getHost())
			.setAttribute(HttpKeys.SERVER_PORT, uri.getPort())
			.startSpan();
		Context context = parent.with(span);
		ClientRequest traced = ClientRequest.from(request)
			.headers((headers) -> this.propagator.inject(context, headers, HeaderSetter.INSTANCE))
			.build();
		return next.exchange(traced)
			.doOnNext((response) -> describe(span, response.statusCode().value()))
			.doOnError((ex) -> fail(span, ex))
			.doFinally((signal) -> span.end())
			.contextWrite((view) -> view.put(CONTEXT, context));
	}

	private static void describe(Span span, int status) {
		span.setAttribute(HttpKeys.RESPONSE_STATUS_CODE, status);
		if (status >= 400) {
			span.setStatus(StatusCode.ERROR);
			span.setAttribute(HttpKeys.ERROR_TYPE, Integer.toString(status));
		}
	}

	private static void fail(Span span, Throwable ex) {
		span.recordException(ex);
		span.setStatus(StatusCode.ERROR);
		span.setAttribute(HttpKeys.ERROR_TYPE, ex.getClass().getName());
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
