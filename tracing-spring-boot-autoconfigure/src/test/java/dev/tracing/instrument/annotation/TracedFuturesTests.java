package dev.tracing.instrument.annotation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.trace.Span;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for traced methods that return futures.
 */
class TracedFuturesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class))
		.withBean(Orders.class)
		.withBean(TraceRecorder.class);

	@Test
	void theSpanEndsWithTheFuture() {
		run((orders, recorder) -> {
			CompletableFuture<String> future = new CompletableFuture<>();
			assertThat(orders.find(future)).isSameAs(future);
			assertThat(Span.current().getSpanContext().isValid()).isFalse();
			assertThat(recorder.openSpans()).hasSize(1);
			future.complete("order 1");
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.find",
					(span) -> span.hasAttribute("order", "order 1").hasNoError()));
		});
	}

	@Test
	void aFailureEndsTheSpanWithItsCause() {
		run((orders, recorder) -> {
			CompletableFuture<String> future = new CompletableFuture<>();
			orders.find(future);
			future.completeExceptionally(new CompletionException(new IllegalStateException("sold out")));
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.find",
					(span) -> span.hasException(IllegalStateException.class, "sold out")));
		});
	}

	@Test
	void cancellationIsNoError() {
		run((orders, recorder) -> {
			CompletableFuture<String> future = new CompletableFuture<>();
			orders.find(future);
			future.cancel(true);
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.find", (span) -> span.hasNoError()));
		});
	}

	@Test
	void aTimeoutIsAnError() {
		run((orders, recorder) -> {
			CompletableFuture<String> future = new CompletableFuture<>();
			orders.find(future);
			assertThat(future.orTimeout(10, TimeUnit.MILLISECONDS)).failsWithin(5, TimeUnit.SECONDS);
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.find",
					(span) -> span.hasError("java.util.concurrent.TimeoutException")));
		});
	}

	@Test
	void subclassesAndStagesStayWhatTheyAre() {
		run((orders, recorder) -> {
			SpecialFuture future = new SpecialFuture();
			assertThat(orders.special(future)).isSameAs(future);
			CompletionStage<String> stage = orders.stage(future);
			assertThat(stage).isSameAs(future);
			future.complete("done");
			assertThat(recorder).hasSpanCount(2);
		});
	}

	@Test
	void aPlainFutureThatIsDoneTellsItsOutcome() {
		run((orders, recorder) -> {
			FutureTask<String> done = new FutureTask<>(() -> "order 1");
			done.run();
			orders.plain(done);
			FutureTask<String> failed = new FutureTask<>(() -> {
				throw new IllegalStateException("sold out");
			});
			failed.run();
			orders.plain(failed);
			FutureTask<String> cancelled = new FutureTask<>(() -> "never");
			cancelled.cancel(false);
			orders.plain(cancelled);
			assertThat(recorder.traces().get(0).root()).hasAttribute("order", "order 1").hasNoError();
			assertThat(recorder.traces().get(1).root()).hasException(IllegalStateException.class, "sold out");
			assertThat(recorder.traces().get(2).root()).hasNoError();
		});
	}

	@Test
	void aPlainFutureThatIsNotDoneEndsTheSpanAtOnce() {
		run((orders, recorder) -> {
			orders.plain(new FutureTask<>(() -> "later"));
			assertThat(recorder).hasSpanCount(1);
		});
	}

	@Test
	void aStageThatCannotBeFollowedIsHandedOnAsItIs() {
		run((orders, recorder) -> {
			SpecialFuture closed = new SpecialFuture() {

				@Override
				public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
					throw new UnsupportedOperationException("closed");
				}

			};
			assertThat(orders.special(closed)).isSameAs(closed);
			assertThat(recorder).hasSpanCount(1);
		});
	}

	private void run(BiConsumer<Orders, TraceRecorder> scenario) {
		this.contextRunner
			.run((context) -> scenario.accept(context.getBean(Orders.class), context.getBean(TraceRecorder.class)));
	}

	static class SpecialFuture extends CompletableFuture<String> {

	}

	static class Orders {

		@Traced
		@SpanAttribute("order")
		CompletableFuture<String> find(CompletableFuture<String> future) {
			return future;
		}

		@Traced
		SpecialFuture special(SpecialFuture future) {
			return future;
		}

		@Traced
		CompletionStage<String> stage(CompletionStage<String> stage) {
			return stage;
		}

		@Traced
		@SpanAttribute("order")
		Future<String> plain(Future<String> future) {
			return future;
		}

	}

}
