package dev.tracing.instrument.annotation;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.LinkData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.slf4j.MDC;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for traced methods that return publishers.
 */
class TracedPublishersTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class))
		.withPropertyValues("tracing.sampling.traces-per-second=-1")
		.withBean(Orders.class)
		.withBean(TraceRecorder.class);

	@BeforeEach
	void propagateAutomatically() {
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterEach
	void stopToPropagate() {
		Hooks.disableAutomaticContextPropagation();
		assertThat(Span.current().getSpanContext().isValid()).isFalse();
	}

	@Test
	void aCallWithoutASubscriptionIsNoSpan() {
		run((orders, recorder) -> {
			assertThat(orders.find("1")).isNotNull();
			assertThat(recorder).hasNoSpans();
		});
	}

	@Test
	void eachSubscriptionIsASpan() {
		run((orders, recorder) -> {
			Mono<String> found = orders.find("1");
			assertThat(found.block(PATIENCE)).isEqualTo("order 1");
			assertThat(found.block(PATIENCE)).isEqualTo("order 1");
			assertThat(recorder.traces()).hasSize(2)
				.allSatisfy((trace) -> assertThat(trace).hasTree("Orders.find")
					.hasRoot("Orders.find",
							(span) -> span.hasAttribute("order.id", "1")
								.hasAttribute("order", "order 1")
								.hasNoError()));
		});
	}

	@Test
	void aSubscriptionIsAChildOfWhatIsCurrentWhenItIsMade() {
		runWithTracer((orders, recorder, tracer) -> {
			Mono<String> found = orders.find("1");
			Span caller = tracer.spanBuilder("caller").startSpan();
			try (Scope scope = caller.makeCurrent()) {
				found.block(PATIENCE);
			}
			caller.end();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
					caller
					  Orders.find
					"""));
		});
	}

	@Test
	void theSpanCoversTheWorkOnOtherThreads() {
		runWithTracer((orders, recorder, tracer) -> {
			Span caller = tracer.spanBuilder("caller").startSpan();
			try (Scope scope = caller.makeCurrent()) {
				orders.wait(tracer).publishOn(Schedulers.single()).block(PATIENCE);
			}
			caller.end();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("""
					caller
					  Orders.wait
					    work
					"""));
			Trace trace = recorder.traces().get(0);
			assertThat(Duration.ofNanos(trace.spans("Orders.wait").get(0).data().getEndEpochNanos()
					- trace.spans("work").get(0).data().getStartEpochNanos()))
				.isPositive();
		});
	}

	@Test
	void theSpanIsCurrentWithinAndNotAfter() {
		runWithTracer((orders, recorder, tracer) -> {
			Span caller = tracer.spanBuilder("caller").startSpan();
			List<String> seen;
			try (Scope scope = caller.makeCurrent()) {
				seen = Objects.requireNonNull(orders.spanIds()
					.publishOn(Schedulers.parallel())
					.concatWith(Mono.fromCallable(TracedPublishersTests::currentSpanId))
					.collectList()
					.block(PATIENCE));
			}
			caller.end();
			String inner = recorder.traces().get(0).spans("Orders.spanIds").get(0).context().getSpanId();
			String outer = caller.getSpanContext().getSpanId();
			assertThat(seen).containsExactly(inner + "=" + inner, inner + "=" + inner, outer + "=" + outer);
		});
	}

	@Test
	void anErrorEndsTheSpanAndReachesTheSubscriber() {
		run((orders, recorder) -> {
			assertThatIllegalStateException().isThrownBy(() -> orders.fail().block(PATIENCE)).withMessage("sold out");
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.fail",
					(span) -> span.hasException(IllegalStateException.class, "sold out")));
		});
	}

	@Test
	void aCallThatFailsToAssembleIsASpan() {
		run((orders, recorder) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> orders.refuse(-1));
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.refuse",
					(span) -> span.hasException(IllegalArgumentException.class, "negative")));
		});
	}

	@Test
	void eachRetryIsASpan() {
		run((orders, recorder) -> {
			assertThat(orders.failTwice().retryWhen(Retry.max(2)).block(PATIENCE)).isEqualTo("done");
			assertThat(recorder.spans()).hasSize(3);
			assertThat(recorder.traces().get(0).root()).hasException(IllegalStateException.class, "not yet");
			assertThat(recorder.traces().get(2).root()).hasNoError();
		});
	}

	@Test
	void cancellationEndsTheSpanWithoutAnError() {
		run((orders, recorder) -> {
			Disposable subscription = orders.never().subscribe();
			assertThat(recorder.openSpans()).hasSize(1);
			subscription.dispose();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.never", (span) -> span.hasNoError()));
			assertThat(orders.ticks().take(2).collectList().block(PATIENCE)).hasSize(2);
			assertThat(recorder.traces().get(1)).hasRoot("Orders.ticks", (span) -> span.hasNoError());
		});
	}

	@Test
	void aTimeoutWithinIsAnErrorAndOneOutsideACancellation() {
		run((orders, recorder) -> {
			orders.timeOut().onErrorComplete().block(PATIENCE);
			orders.never().timeout(Duration.ofMillis(10)).onErrorComplete().block(PATIENCE);
			assertThat(recorder.traces().get(0)).hasRoot("Orders.timeOut",
					(span) -> span.hasError(TimeoutException.class.getName()));
			assertThat(recorder.traces().get(1)).hasRoot("Orders.never", (span) -> span.hasNoError());
		});
	}

	@Test
	void methodsThatReturnPublishersOfNoSpecialTypeAreCovered() {
		run((orders, recorder) -> {
			assertThat(Flux.from(orders.publisher()).collectList().block(PATIENCE)).containsExactly(1, 2);
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.publisher", (span) -> span.isRoot()));
		});
	}

	@Test
	void publishersOfSpecialTypesStayWhatTheyAre() {
		run((orders, recorder) -> {
			assertThat(orders.connectable()).isInstanceOf(ConnectableFlux.class);
			assertThat(recorder).hasSpanCount(1);
		});
	}

	@Test
	void beginsANewTraceOnRequest() {
		runWithTracer((orders, recorder, tracer) -> {
			Span caller = tracer.spanBuilder("caller").startSpan();
			try (Scope scope = caller.makeCurrent()) {
				orders.audit().block(PATIENCE);
			}
			caller.end();
			assertThat(recorder.traces()).hasSize(2);
			TraceSpan audit = recorder.traces()
				.stream()
				.flatMap((trace) -> trace.find("Orders.audit").stream())
				.findFirst()
				.orElseThrow();
			assertThat(audit).isRoot();
			assertThat(audit.data().getLinks()).extracting(LinkData::getSpanContext)
				.containsExactly(caller.getSpanContext());
		});
	}

	@Test
	void concurrentSubscriptionsKeepTheirOwnSpans() {
		run((orders, recorder) -> {
			int count = 500;
			Flux.range(0, count)
				.flatMap((i) -> orders.nested(orders, i).subscribeOn(Schedulers.parallel()), 64)
				.blockLast(PATIENCE);
			assertThat(recorder.traces()).hasSize(count).allSatisfy((trace) -> assertThat(trace).hasTree("""
					Orders.nested
					  Orders.find
					"""));
		});
	}

	private static String currentSpanId() {
		return Span.current().getSpanContext().getSpanId() + "=" + MDC.get("spanId");
	}

	private void run(Scenario scenario) {
		runWithTracer((orders, recorder, tracer) -> scenario.run(orders, recorder));
	}

	private void runWithTracer(TracerScenario scenario) {
		this.contextRunner.run((context) -> scenario.run(context.getBean(Orders.class),
				context.getBean(TraceRecorder.class), context.getBean(Tracer.class)));
	}

	interface Scenario {

		void run(Orders orders, TraceRecorder recorder);

	}

	interface TracerScenario {

		void run(Orders orders, TraceRecorder recorder, Tracer tracer);

	}

	static class Orders {

		private final AtomicInteger attempts = new AtomicInteger();

		@Traced
		@SpanAttribute("order")
		Mono<String> find(@SpanAttribute("order.id") String id) {
			return Mono.fromCallable(() -> "order " + id);
		}

		@Traced
		Mono<String> nested(Orders orders, int id) {
			return Mono.delay(Duration.ofMillis(1)).flatMap((tick) -> orders.find("order " + id));
		}

		@Traced
		Mono<Long> wait(Tracer tracer) {
			return Mono.delay(Duration.ofMillis(10)).doOnNext((tick) -> tracer.spanBuilder("work").startSpan().end());
		}

		@Traced
		Flux<String> spanIds() {
			return Flux.concat(Mono.fromCallable(TracedPublishersTests::currentSpanId),
					Mono.delay(Duration.ofMillis(1)).map((tick) -> currentSpanId()));
		}

		@Traced
		Mono<String> fail() {
			return Mono.error(new IllegalStateException("sold out"));
		}

		@Traced
		Mono<String> refuse(int count) {
			if (count < 0) {
				throw new IllegalArgumentException("negative");
			}
			return Mono.just("accepted");
		}

		@Traced
		Mono<String> failTwice() {
			return Mono.fromCallable(() -> {
				if (this.attempts.incrementAndGet() < 3) {
					throw new IllegalStateException("not yet");
				}
				return "done";
			});
		}

		@Traced
		Mono<String> never() {
			return Mono.never();
		}

		@Traced
		Flux<Long> ticks() {
			return Flux.interval(Duration.ofMillis(1));
		}

		@Traced
		Mono<String> timeOut() {
			return Mono.<String>never().timeout(Duration.ofMillis(10));
		}

		@Traced
		Publisher<Integer> publisher() {
			return Flux.just(1, 2);
		}

		@Traced
		ConnectableFlux<Integer> connectable() {
			return Flux.just(1, 2).publish();
		}

		@Traced(newTrace = true)
		Mono<String> audit() {
			return Mono.just("audited");
		}

	}

}
