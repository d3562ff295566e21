package dev.tracing.instrument.webclient;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.tracing.instrument.http.AbstractHttpClientContractTests;
import dev.tracing.instrument.http.HttpAttributes;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import io.netty.handler.timeout.ReadTimeoutException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.util.retry.Retry;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of how the span of an exchange begins and ends.
 *
 * @see AbstractHttpClientContractTests
 */
class WebClientExchangeTests extends AbstractWebClientTests {

	@Test
	void withoutASubscriptionThereIsNoSpan() {
		run((webClient) -> {
			get(webClient, "/status/200");
			assertThat(this.tracing.recorder()).hasNoSpans();
		});
	}

	@Test
	void subscriptionsOfOneMonoAreASpanEach() {
		run((webClient) -> {
			Mono<String> mono = get(webClient, "/status/200");
			mono.block();
			mono.block();
			assertThat(this.tracing.recorder()).hasTraceCount(2);
			assertThat(this.server.requests()).flatExtracting((request) -> request.header("traceparent"))
				.containsExactlyElementsOf(
						this.tracing.recorder().spans().stream().map(AbstractWebClientTests::traceparent).toList());
		});
	}

	@Test
	void attemptsOfARetryingOperatorAreSiblings() {
		this.contextRunner.run((context) -> {
			Mono<String> mono = get(context.getBean(WebClient.Builder.class).build(), "/flaky")
				.retryWhen(Retry.backoff(5, Duration.ofMillis(1)));
			assertThat(inParent(context, "caller", mono).block()).isEqualTo("done");
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
					caller
					  GET [CLIENT]
					  GET [CLIENT]
					  GET [CLIENT]
					"""));
		});
	}

	@Test
	void contextOfTheSubscriptionIsTheParentOnAnyThread() {
		this.contextRunner.run((context) -> {
			Mono<String> mono = get(context.getBean(WebClient.Builder.class).build(), "/status/200")
				.subscribeOn(Schedulers.boundedElastic());
			inParent(context, "caller", Mono.delay(Duration.ofMillis(1)).then(mono)).block();
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
					caller
					  GET [CLIENT]
					"""));
		});
	}

	@Test
	void parallelRequestsDoNotMix() {
		int requests = 200;
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class).build();
			Flux.range(0, requests)
				.flatMap((i) -> inParent(context, "caller-" + i, get(webClient, "/echo?" + i)), 32)
				.blockLast(Duration.ofSeconds(60));
			assertThat(this.tracing.recorder()).hasTraceCount(requests);
			assertThat(this.tracing.recorder().traces()).allSatisfy((trace) -> {
				String caller = trace.root().name();
				assertThat(trace).hasTree(caller + "\n  GET [CLIENT]\n");
				assertThat(this.server.requests())
					.filteredOn((request) -> request.target().equals("/echo?" + caller.substring("caller-".length())))
					.singleElement()
					.satisfies((request) -> assertThat(request.header("traceparent")).singleElement()
						.asString()
						.contains(trace.spans("GET").get(0).context().getTraceId(),
								trace.spans("GET").get(0).context().getSpanId()));
			});
		});
	}

	@Test
	void cancelledRequestIsNoError() {
		run((webClient) -> {
			Disposable subscription = get(webClient, "/hang").subscribe();
			await().until(() -> !this.server.requests().isEmpty());
			assertThat(this.tracing.recorder().openSpans()).hasSize(1);
			subscription.dispose();
			assertUnset();
		});
	}

	@Test
	void timeoutOfTheApplicationIsNoErrorOfTheRequest() {
		run((webClient) -> {
			assertThat(get(webClient, "/hang").timeout(Duration.ofMillis(300)).onErrorReturn("late").block())
				.isEqualTo("late");
			assertUnset();
		});
	}

	@Test
	void timeoutOfABlockingCallerIsNoErrorOfTheRequest() {
		run((webClient) -> {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> get(webClient, "/hang").block(Duration.ofMillis(300)));
			assertUnset();
		});
	}

	private void assertUnset() {
		assertThat(span()).hasStatus(StatusCode.UNSET)
			.hasNoError()
			.hasNoException()
			.hasNoAttribute(HttpAttributes.RESPONSE_STATUS_CODE);
	}

	@Test
	void timeoutOfTheLibraryIsAnError() {
		HttpClient httpClient = HttpClient.create().responseTimeout(Duration.ofMillis(300));
		this.contextRunner.run((context) -> {
			WebClient webClient = context.getBean(WebClient.Builder.class)
				.clientConnector(new ReactorClientHttpConnector(httpClient))
				.build();
			assertThatExceptionOfType(WebClientRequestException.class)
				.isThrownBy(() -> get(webClient, "/hang").block());
			assertThat(span()).hasError(ReadTimeoutException.class);
		});
	}

	@Test
	void bodyThatNobodyReadsLeavesNoSpanOpen() {
		run((webClient) -> {
			webClient.get()
				.uri(this.server.url("/status/200"))
				.exchangeToMono((response) -> Mono.just(response.statusCode()))
				.block();
			assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, 200L).hasNoError();
		});
	}

	@Test
	void bodyThatIsCancelledLeavesTheSpanAsItWas() {
		run((webClient) -> {
			webClient.get()
				.uri(this.server.url("/chunked"))
				.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class))
				.doOnNext(DataBufferUtils::release)
				.take(1)
				.blockLast();
			assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, 200L).hasNoError();
		});
	}

	@Test
	void bodyThatEndsEarlyIsAfterTheSpan() {
		run((webClient) -> {
			Throwable failure = get(webClient, "/truncated").map((body) -> (Throwable) new AssertionError(body))
				.onErrorResume(Mono::just)
				.block();
			assertThat(failure).isInstanceOf(Exception.class);
			assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, 200L).hasNoError();
		});
	}

	@Test
	void spanEndsBeforeTheApplicationGetsTheResponse() {
		run((webClient) -> {
			webClient.get().uri(this.server.url("/status/200")).exchangeToMono((response) -> {
				assertThat(this.tracing.recorder().openSpans()).isEmpty();
				return response.releaseBody();
			}).block();
			assertThat(span()).hasNoError();
		});
	}

	@Test
	void refusedUrlIsAnError() {
		run((webClient) -> {
			Throwable failure = webClient.get()
				.uri("relative")
				.retrieve()
				.bodyToMono(String.class)
				.map((body) -> (Throwable) new AssertionError(body))
				.onErrorResume(Mono::just)
				.block();
			assertThat(failure).isNotInstanceOf(AssertionError.class);
			assertThat(span()).hasStatus(StatusCode.ERROR).hasName("GET");
		});
	}

	@Test
	void requestThatIsBeingSentAlreadyIsLeftAlone() {
		this.contextRunner.run((context) -> {
			Context sending = Context.root()
				.with(context.getBean(Tracer.class)
					.spanBuilder("GET")
					.setSpanKind(SpanKind.CLIENT)
					.setAttribute(HttpAttributes.REQUEST_METHOD, "GET")
					.startSpan());
			get(context.getBean(WebClient.Builder.class).build(), "/status/200")
				.contextWrite((subscription) -> ReactorTraceContext.write(subscription, sending))
				.block();
			Span.fromContext(sending).end();
			assertThat(this.tracing.recorder()).hasSpanCount(1);
			assertThat(this.server.request().header("traceparent")).isEmpty();
		});
	}

	@Test
	void interruptedCallerIsNoError() throws Exception {
		run((webClient) -> {
			Thread thread = new Thread(() -> get(webClient, "/hang").onErrorResume((ex) -> Mono.empty()).block());
			thread.setUncaughtExceptionHandler((interrupted, ex) -> {
			});
			thread.start();
			await().until(() -> !this.server.requests().isEmpty());
			thread.interrupt();
			thread.join(TimeUnit.SECONDS.toMillis(10));
			assertUnset();
		});
	}

	@Test
	void nothingStaysCurrentOnEventLoops() {
		run((webClient) -> {
			List<Context> current = Flux.range(0, 50)
				.flatMap((i) -> get(webClient, (i % 2 == 0) ? "/status/200" : "/close").onErrorReturn("failed")
					.map((body) -> Context.current()), 8)
				.collectList()
				.block();
			assertThat(current).hasSize(50).allMatch((context) -> context == Context.root());
			this.tracing.recorder().awaitSpans(50);
		});
	}

	private void run(ThrowingConsumer test) {
		this.contextRunner.run((context) -> test.accept(context.getBean(WebClient.Builder.class).build()));
	}

	/**
	 * Does something with a client.
	 */
	@FunctionalInterface
	private interface ThrowingConsumer {

		void accept(WebClient webClient) throws Exception;

	}

}
