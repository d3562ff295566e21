package dev.tracing.instrument.annotation;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.KotlinDetector;

/**
 * Puts a span around each subscription to a publisher that a traced method returned. The
 * call itself, which only assembles the publisher, is no span.
 */
final class TracedPublishers {

	private TracedPublishers() {
	}

	/**
	 * Whether a method returns publishers that can be exchanged for traced ones. Spring
	 * shows suspending functions of Kotlin as such, too.
	 * @param method the method
	 * @return {@code false} for methods that return no publisher, or one of a special
	 * type
	 */
	static boolean areReturnedBy(Method method) {
		Class<?> type = method.getReturnType();
		return KotlinDetector.isSuspendingFunction(method) || Publisher.class.isAssignableFrom(type)
				&& (type.isAssignableFrom(Mono.class) || type.isAssignableFrom(Flux.class));
	}

	/**
	 * Exchange a publisher for one that makes a span of each subscription.
	 * @param result what the method returned
	 * @param call the call
	 * @return what the caller gets
	 */
	static @Nullable Object trace(@Nullable Object result, TracedCall call) {
		if (result instanceof Mono<?> mono) {
			return new TracedMono<>(mono, call);
		}
		if (result instanceof Publisher<?> publisher) {
			return new TracedFlux<>(Flux.from(publisher), call);
		}
		return result;
	}

	private static final class TracedMono<T> extends Mono<T> {

		private final Mono<T> source;

		private final TracedCall call;

		TracedMono(Mono<T> source, TracedCall call) {
			this.source = source;
			this.call = call;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> actual) {
			SpanSubscriber<T> subscriber = SpanSubscriber.start(actual, this.call, true);
			if (subscriber == null) {
				this.source.subscribe(actual);
			}
			else {
				this.source.contextWrite(subscriber::contextOfSource).subscribe(subscriber);
			}
		}

	}

	private static final class TracedFlux<T> extends Flux<T> {

		private final Flux<T> source;

		private final TracedCall call;

		TracedFlux(Flux<T> source, TracedCall call) {
			this.source = source;
			this.call = call;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> actual) {
			SpanSubscriber<T> subscriber = SpanSubscriber.start(actual, this.call, false);
			if (subscriber == null) {
				this.source.subscribe(actual);
			}
			else {
				this.source.contextWrite(subscriber::contextOfSource).subscribe(subscriber);
			}
		}

	}

}
