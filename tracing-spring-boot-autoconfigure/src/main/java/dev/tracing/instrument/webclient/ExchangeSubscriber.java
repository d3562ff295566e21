package dev.tracing.instrument.webclient;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Waits for the response to one request and ends its span, whichever comes first: the
 * head of the response, a failure, or the application that no longer waits. The latter is
 * no error, also where a {@code timeout} operator does it: such a timeout is the
 * application's and may cover more than this request. A timeout of the library is a
 * failure.
 */
final class ExchangeSubscriber implements CoreSubscriber<ClientResponse>, Subscription {

	private final CoreSubscriber<? super ClientResponse> actual;

	private final HttpClientSpans spans;

	private final Context parent;

	private final Context context;

	private final reactor.util.context.Context subscription;

	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Subscription upstream;

	/**
	 * Create a subscriber for a request whose span has been started.
	 * @param actual who waits for the response
	 * @param spans ends the span
	 * @param parent the context the request is made in
	 * @param context the context the request is sent in
	 */
	ExchangeSubscriber(CoreSubscriber<? super ClientResponse> actual, HttpClientSpans spans, Context parent,
			Context context) {
		this.actual = actual;
		this.spans = spans;
		this.parent = parent;
		this.context = context;
		this.subscription = ReactorTraceContext.write(actual.currentContext(), context);
	}

	/**
	 * Send the request.
	 * @param request the request
	 * @param next sends it
	 */
	void send(ClientRequest request, ExchangeFunction next) {
		Mono<ClientResponse> response;
		try {
			response = next.exchange(request);
		}
		catch (Throwable ex) {
			fail(ex);
			Operators.error(this.actual, Operators.onOperatorError(ex, this.actual.currentContext()));
			return;
		}
		try {
			response.subscribe(this);
		}
		catch (Throwable ex) {
			fail(ex);
			throw ex;
		}
	}

	@Override
	public reactor.util.context.Context currentContext() {
		return this.subscription;
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		if (Operators.validate(this.upstream, upstream)) {
			this.upstream = upstream;
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void onNext(ClientResponse response) {
		if (isFirst()) {
			this.spans.end(this.context, response, ClientRequestAdapter.INSTANCE);
		}
		try (Scope ignored = leave()) {
			this.actual.onNext(response);
		}
	}

	@Override
	public void onError(Throwable thrown) {
		fail(thrown);
		try (Scope ignored = leave()) {
			this.actual.onError(thrown);
		}
	}

	@Override
	public void onComplete() {
		if (!this.ended.get()) {
			// What the client tells the application then.
			fail(new IllegalStateException("No response"));
		}
		try (Scope ignored = leave()) {
			this.actual.onComplete();
		}
	}

	@Override
	public void request(long n) {
		Subscription source = this.upstream;
		if (source != null) {
			source.request(n);
		}
	}

	@Override
	public void cancel() {
		if (isFirst()) {
			Span.fromContext(this.context).end();
		}
		Subscription source = this.upstream;
		if (source != null) {
			source.cancel();
		}
	}

	private void fail(Throwable thrown) {
		if (isFirst()) {
			Throwable cause = thrown.getCause();
			this.spans.fail(this.context,
					(thrown instanceof WebClientRequestException && cause != null) ? cause : thrown);
		}
	}

	private boolean isFirst() {
		return this.ended.compareAndSet(false, true);
	}

	/**
	 * Leave the span's context if the library answers before it has returned to whoever
	 * made it current. What the application does with the response is no part of the
	 * request.
	 */
	private Scope leave() {
		return (Context.current() == this.context) ? this.parent.makeCurrent() : Scope.noop();
	}

}
