package dev.tracing.instrument.annotation;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.tracing.instrument.reactor.ReactorTraceContext;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The span of one subscription, from then until the publisher terminates or is cancelled,
 * whichever comes first.
 *
 * @param <T> type of the elements
 */
final class SpanSubscriber<T> implements CoreSubscriber<T>, Subscription {

	private final CoreSubscriber<? super T> actual;

	private final TracedCall call;

	private final Span span;

	private final io.opentelemetry.context.Context context;

	private final boolean single;

	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Subscription subscription;

	private SpanSubscriber(CoreSubscriber<? super T> actual, TracedCall call, Span span,
			io.opentelemetry.context.Context context, boolean single) {
		this.actual = actual;
		this.call = call;
		this.span = span;
		this.context = context;
		this.single = single;
	}

	/**
	 * Start the span of a subscription.
	 * @param <T> type of the elements
	 * @param actual who subscribes
	 * @param call the call that returned the publisher
	 * @param single whether there is one element at most, which is what the method comes
	 * to
	 * @return the subscriber to give to the publisher, or {@code null} if the span could
	 * not be started
	 */
	static <T> @Nullable SpanSubscriber<T> start(CoreSubscriber<? super T> actual, TracedCall call, boolean single) {
		io.opentelemetry.context.Context parent = ReactorTraceContext.of(actual.currentContext());
		Span span = call.start(parent);
		return (span != null) ? new SpanSubscriber<>(actual, call, span, parent.with(span), single) : null;
	}

	/**
	 * Return the context for what is upstream of this subscriber.
	 * @param downstream the context of this subscriber
	 * @return a context with the span
	 */
	Context contextOfSource(Context downstream) {
		return ReactorTraceContext.write(downstream, this.context);
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (Operators.validate(this.subscription, subscription)) {
			this.subscription = subscription;
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void onNext(T element) {
		if (this.single) {
			this.call.spans().describe(this.span, this.call.method(), element);
		}
		this.actual.onNext(element);
	}

	@Override
	public void onError(Throwable failure) {
		if (this.ended.compareAndSet(false, true)) {
			this.call.spans().fail(this.span, failure);
		}
		this.actual.onError(failure);
	}

	@Override
	public void onComplete() {
		end();
		this.actual.onComplete();
	}

	@Override
	public void request(long elements) {
		Subscription source = this.subscription;
		if (source != null) {
			source.request(elements);
		}
	}

	@Override
	public void cancel() {
		end();
		Subscription source = this.subscription;
		if (source != null) {
			source.cancel();
		}
	}

	private void end() {
		if (this.ended.compareAndSet(false, true)) {
			this.span.end();
		}
	}

}
