package dev.tracing.instrument.webclient;

import dev.tracing.instrument.reactor.ReactorTraceContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * The application writes a request, then the library sends it: the former in the context
 * of the caller, for a body may come out of another request, the latter in that of the
 * span. Libraries that are traced themselves look for it on the thread.
 */
final class RequestWriting extends Mono<Void> {

	private final Mono<Void> writing;

	private final Context parent;

	private final Context context;

	RequestWriting(Mono<Void> writing, Context parent, Context context) {
		this.writing = writing;
		this.parent = parent;
		this.context = context;
	}

	@Override
	public void subscribe(CoreSubscriber<? super Void> actual) {
		this.writing.subscribe(new WritingSubscriber(actual, this.parent, this.context));
	}

	/**
	 * Passes on that the request is written.
	 */
	private static final class WritingSubscriber implements CoreSubscriber<Void> {

		private final CoreSubscriber<? super Void> actual;

		private final reactor.util.context.Context subscription;

		private final Context context;

		WritingSubscriber(CoreSubscriber<? super Void> actual, Context parent, Context context) {
			this.actual = actual;
			this.subscription = ReactorTraceContext.write(actual.currentContext(), parent);
			this.context = context;
		}

		@Override
		public reactor.util.context.Context currentContext() {
			return this.subscription;
		}

		@Override
		public void onSubscribe(Subscription upstream) {
			this.actual.onSubscribe(upstream);
		}

		@Override
		public void onNext(Void nothing) {
			this.actual.onNext(nothing);
		}

		@Override
		public void onError(Throwable thrown) {
			this.actual.onError(thrown);
		}

		@Override
		public void onComplete() {
			try (Scope ignored = this.context.makeCurrent()) {
				this.actual.onComplete();
			}
		}

	}

}
