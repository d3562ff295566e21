package dev.tracing.instrument.webflux;

import dev.tracing.instrument.reactor.ReactorTraceContext;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.ContextView;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * The handling of one request: each subscription has a span of its own, from subscribing
 * until the response is sent to its end, fails or is cancelled.
 */
final class TracedHandling extends Mono<Void> {

	private final TracingHttpHandler handler;

	private final ServerHttpRequest request;

	private final ServerHttpResponse response;

	TracedHandling(TracingHttpHandler handler, ServerHttpRequest request, ServerHttpResponse response) {
		this.handler = handler;
		this.request = request;
		this.response = response;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> actual) {
		Handled handled = enter(actual);
		if (handled == null) {
			proceed(actual);
			return;
		}
		try (Scope ignored = handled.context.makeCurrent()) {
			proceed(handled);
		}
	}

	/**
	 * Start what comes with handling the request.
	 * @return a subscriber, or {@code null} to leave the request alone
	 */
	private @Nullable Handled enter(CoreSubscriber<? super Void> actual) {
		// The server of the actuator has a handler of its own around that of all servers.
		if (ReactorTraceContext.aside(actual.currentContext()) != null) {
			return null;
		}
		try {
			if (this.handler.isExcluded(this.request)) {
				return handled(actual, TraceSuppression.suppressedRoot(), null);
			}
			RequestTrace trace = this.handler.start(this.request, this.response);
			return handled(actual, trace.context(), trace);
		}
		catch (RuntimeException ex) {
			this.handler.faults().report("starting the span of a request", ex);
			return null;
		}
	}

	/**
	 * Without automatic propagation, the context gets where Reactor looks at it further
	 * in: not around WebFlux's own observation of the request, which would restore it
	 * with each signal.
	 */
	private Handled handled(CoreSubscriber<? super Void> actual, Context context, @Nullable RequestTrace trace) {
		Handled handled = new Handled(actual, context, trace);
		reactor.util.context.Context inner = ReactorTraceContext.writeAside(actual.currentContext(), handled);
		handled.reactorContext = (this.handler.isAutomatic()) ? ReactorTraceContext.write(inner, context) : inner;
		return handled;
	}

	/**
	 * Return the trace of the request that a subscription handles.
	 * @param subscription Reactor's context of the subscription
	 * @return the trace, or {@code null} if there is none
	 */
	static @Nullable RequestTrace traceOf(ContextView subscription) {
		return (ReactorTraceContext.aside(subscription) instanceof Handled handled) ? handled.trace : null;
	}

	private void proceed(CoreSubscriber<? super Void> subscriber) {
		Mono<Void> end;
		try {
			end = this.handler.proceed(this.request, this.response);
		}
		catch (Throwable ex) {
			Operators.error(subscriber, Operators.onOperatorError(ex, subscriber.currentContext()));
			return;
		}
		end.subscribe(subscriber);
	}

	/**
	 * Hands the context to what is upstream, and ends the span with the response.
	 */
	private static final class Handled implements CoreSubscriber<Void>, Subscription, ReactorTraceContext.Aside {

		private final CoreSubscriber<? super Void> actual;

		private final Context context;

		private final @Nullable RequestTrace trace;

		private reactor.util.context.Context reactorContext;

		private @Nullable Subscription subscription;

		private boolean done;

		Handled(CoreSubscriber<? super Void> actual, Context context, @Nullable RequestTrace trace) {
			this.actual = actual;
			this.context = context;
			this.trace = trace;
			this.reactorContext = actual.currentContext();
		}

		@Override
		public Context context() {
			return this.context;
		}

		/**
		 * Learns of an exception, and leaves it to whoever would have decided about it.
		 */
		@Override
		public Throwable apply(Throwable exception, @Nullable Object signal) {
			if (this.trace != null) {
				this.trace.thrown(exception, signal);
			}
			return Operators.onOperatorError(null, exception, signal, this.actual.currentContext());
		}

		@Override
		public reactor.util.context.Context currentContext() {
			return this.reactorContext;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.subscription, subscription)) {
				this.subscription = subscription;
				this.actual.onSubscribe(this);
			}
		}

		@Override
		public void onNext(Void nothing) {
			this.actual.onNext(nothing);
		}

		@Override
		public void onComplete() {
			if (!this.done) {
				this.done = true;
				if (this.trace != null) {
					this.trace.complete();
				}
				this.actual.onComplete();
			}
		}

		@Override
		public void onError(Throwable exception) {
			if (this.done) {
				Operators.onErrorDropped(exception, this.reactorContext);
				return;
			}
			this.done = true;
			if (this.trace != null) {
				this.trace.fail(exception);
			}
			this.actual.onError(exception);
		}

		/**
		 * Whoever asks for the response does so outside of the request, which is where
		 * what happens upstream belongs to.
		 */
		@Override
		public void request(long n) {
			Subscription upstream = this.subscription;
			if (upstream != null) {
				try (Scope ignored = this.context.makeCurrent()) {
					upstream.request(n);
				}
			}
		}

		@Override
		public void cancel() {
			Subscription upstream = this.subscription;
			if (upstream == null) {
				return;
			}
			try (Scope ignored = this.context.makeCurrent()) {
				upstream.cancel();
			}
			finally {
				if (this.trace != null) {
					this.trace.cancel();
				}
			}
		}

	}

}
