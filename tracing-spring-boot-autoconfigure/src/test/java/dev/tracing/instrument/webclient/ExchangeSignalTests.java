package dev.tracing.instrument.webclient;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.tracing.instrument.http.HttpAttributes;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of signals that no library of HTTP gives when asked to: each has to end the span.
 */
class ExchangeSignalTests extends AbstractWebClientTests {

	@Test
	void exchangeWithoutAResponseIsAnError() {
		exchange((request) -> Mono.empty(),
				(exchange) -> StepVerifier.create(exchange).verifyError(IllegalStateException.class));
		assertThat(span()).hasError(IllegalStateException.class);
	}

	@Test
	void exchangeThatThrowsIsAnErrorAndRemainsASignal() {
		exchange((request) -> {
			throw new IllegalArgumentException("broken");
		}, (exchange) -> StepVerifier.create(exchange).verifyError(IllegalArgumentException.class));
		assertThat(span()).hasError(IllegalArgumentException.class);
	}

	@Test
	void exchangeThatReturnsNothingIsAnError() {
		exchange((request) -> null,
				(exchange) -> StepVerifier.create(exchange).verifyError(NullPointerException.class));
		assertThat(span()).hasStatus(StatusCode.ERROR);
	}

	@Test
	void fatalErrorEndsTheSpanOnItsWay() {
		exchange((request) -> {
			throw new LinkageError("broken");
		}, (exchange) -> assertThatExceptionOfType(LinkageError.class).isThrownBy(exchange::block));
		assertThat(span()).hasError(LinkageError.class);
	}

	@Test
	void fatalErrorOfASubscriptionEndsTheSpanOnItsWay() {
		exchange((request) -> Mono.fromRunnable(() -> {
			throw new LinkageError("broken");
		}), (exchange) -> assertThatExceptionOfType(LinkageError.class).isThrownBy(exchange::block));
		assertThat(span()).hasError(LinkageError.class);
	}

	@Test
	void failureIsTheOneOfTheLibrary() {
		Exception failure = new WebClientRequestException(new UnsupportedOperationException("broken"), HttpMethod.GET,
				URI.create("http://localhost"), new HttpHeaders());
		exchange((request) -> Mono.error(failure),
				(exchange) -> StepVerifier.create(exchange).verifyErrorMatches((ex) -> ex == failure));
		assertThat(span()).hasError(UnsupportedOperationException.class)
			.hasException(UnsupportedOperationException.class);
	}

	@Test
	void cancellationOfTheLibraryIsNoError() {
		exchange((request) -> Mono.error(new CancellationException()),
				(exchange) -> StepVerifier.create(exchange).verifyError(CancellationException.class));
		assertThat(span()).hasNoError().hasNoException();
	}

	@Test
	void cancellationReachesTheLibraryAndLaterSignalsChangeNothing() {
		TestPublisher<ClientResponse> library = TestPublisher
			.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
		exchange((request) -> library.mono(), (exchange) -> {
			Disposable subscription = exchange.onErrorComplete().subscribe();
			subscription.dispose();
			library.assertCancelled();
			assertThat(span()).hasNoError();
			library.error(new IllegalStateException("late"));
		});
		assertThat(span()).hasNoError().hasNoException();
	}

	@Test
	void cancellationAndResponseAtTheSameTimeEndTheSpanOnce() {
		AtomicReference<TestPublisher<ClientResponse>> library = new AtomicReference<>();
		exchange((request) -> library.get().mono(), (exchange) -> {
			for (int i = 0; i < 1000; i++) {
				library.set(TestPublisher.create());
				Disposable subscription = exchange.subscribe();
				CyclicBarrier together = new CyclicBarrier(2);
				Thread thread = new Thread(() -> {
					await(together);
					subscription.dispose();
				});
				thread.start();
				await(together);
				library.get().emit(response());
				thread.join();
				assertThat(this.tracing.recorder().openSpans()).isEmpty();
				assertThat(span()).hasNoError();
				this.tracing.recorder().clear();
			}
		});
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void responseAtOnceLeavesTheContextOfTheCaller() {
		List<Context> contexts = new ArrayList<>();
		exchange((request) -> Mono.just(response()),
				(exchange) -> exchange.doOnNext((body) -> contexts.add(Context.current()))
					.doOnTerminate(() -> contexts.add(Context.current()))
					.block());
		assertThat(contexts).hasSize(2).allMatch((context) -> context == Context.root());
		assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, 200L).hasNoError();
	}

	@Test
	void exchangeSeesTheSpanInTheContextOfItsSubscription() {
		AtomicReference<Span> seen = new AtomicReference<>();
		exchange((request) -> Mono.deferContextual((subscription) -> {
			seen.set(Span.fromContext(ReactorTraceContext.of(subscription)));
			return Mono.just(response());
		}), Mono::block);
		assertThat(seen.get().getSpanContext()).isEqualTo(span().getSpanContext());
	}

	@Test
	void exchangeSeesTheHeadersOfTheSpan() {
		AtomicReference<ClientRequest> seen = new AtomicReference<>();
		exchange((request) -> {
			seen.set(request);
			return Mono.just(response());
		}, Mono::block);
		assertThat(seen.get().headers().get("traceparent")).containsExactly(traceparent(span()));
		assertThat(seen.get().headers().get("x-one")).containsExactly("1");
		assertThat(ClientRequest.from(seen.get()).build().headers().get("TraceParent"))
			.containsExactly(traceparent(span()));
	}

	private void exchange(ExchangeFunction library, ThrowingConsumer test) {
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class).exchangeFunction(library).build();
			test.accept(webClient.get()
				.uri("http://localhost/orders")
				.header("X-One", "1")
				.header("TRACEPARENT", "stale")
				.retrieve()
				.toBodilessEntity());
		});
	}

	private static ClientResponse response() {
		return ClientResponse.create(HttpStatus.OK).build();
	}

	/**
	 * Does something with an exchange.
	 */
	@FunctionalInterface
	private interface ThrowingConsumer {

		void accept(Mono<?> exchange) throws Exception;

	}

}
