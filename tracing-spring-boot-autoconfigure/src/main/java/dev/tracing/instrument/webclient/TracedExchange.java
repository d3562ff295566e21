package dev.tracing.instrument.webclient;

import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import io.opentelemetry.context.Context;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * A request that is sent, and becomes a span, with each subscription.
 */
final class TracedExchange extends Mono<ClientResponse> {

	private final ClientRequest request;

	private final ExchangeFunction next;

	private final HttpClientSpans spans;

	private TracedExchange(ClientRequest request, ExchangeFunction next, HttpClientSpans spans) {
		this.request = request;
		this.next = next;
		this.spans = spans;
	}

	static Mono<ClientResponse> of(ClientRequest request, ExchangeFunction next, HttpClientSpans spans) {
		return onAssembly(new TracedExchange(request, next, spans));
	}

	@Override
	public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
		Context parent = ReactorTraceContext.of(actual.currentContext());
		if (this.spans.isSending(parent)) {
			defer(() -> this.next.exchange(this.request)).subscribe(actual);
			return;
		}
		TracedRequest traced = new TracedRequest(this.request, parent);
		Context context = this.spans.start(parent, traced, ClientRequestAdapter.INSTANCE);
		traced.sendIn(context);
		new ExchangeSubscriber(actual, this.spans, parent, context).send(traced, this.next);
	}

}
