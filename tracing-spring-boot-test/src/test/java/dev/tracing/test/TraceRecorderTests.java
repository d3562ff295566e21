package dev.tracing.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link TraceRecorder}.
 */
class TraceRecorderTests {

	private final TraceRecorder recorder = new TraceRecorder();

	private final TraceRecorder impatient = new TraceRecorder(Duration.ofMillis(1));

	private final TestServices services = new TestServices(this.recorder);

	private final Tracer tracer = this.services.start("orders");

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void close() {
		this.services.close();
		this.executor.shutdownNow();
	}

	@Test
	void keepsFinishedSpansInEndOrder() {
		Span first = this.tracer.spanBuilder("first").startSpan();
		Span second = this.tracer.spanBuilder("second").startSpan();
		second.end();
		first.end();
		assertThat(this.recorder.spans()).extracting(SpanData::getName).containsExactly("second", "first");
	}

	@Test
	void keepsTracesInStartOrderWithOpenSpans() {
		Span first = this.tracer.spanBuilder("first").startSpan();
		this.tracer.spanBuilder("second").startSpan().end();
		assertThat(this.recorder.traces()).extracting((trace) -> trace.root().name(), Trace::hasEnded)
			.containsExactly(tuple("first", false), tuple("second", true));
		first.end();
	}

	@Test
	void namesThreadOfOpenSpans() throws Exception {
		Thread thread = new Thread(() -> this.tracer.spanBuilder("work").startSpan().updateName("renamed"), "worker-7");
		thread.start();
		thread.join();
		assertThat(this.recorder.openSpans()).singleElement().satisfies((open) -> {
			assertThat(open.name()).isEqualTo("renamed");
			assertThat(open.kind()).isEqualTo(SpanKind.INTERNAL);
			assertThat(open.startThread()).isEqualTo("worker-7");
		});
	}

	@Test
	void ignoresSpansThatTheSamplerDrops() {
		this.services.start("quiet", Sampler.alwaysOff()).spanBuilder("dropped").startSpan().end();
		assertThat(this.recorder.traces()).isEmpty();
	}

	@Test
	void findsTraceById() {
		Span span = this.tracer.spanBuilder("work").startSpan();
		span.end();
		assertThat(this.recorder.trace(span.getSpanContext().getTraceId()).root().name()).isEqualTo("work");
	}

	@Test
	void printsWhatWasRecordedWhenTraceIsMissing() {
		this.tracer.spanBuilder("work").startSpan().end();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.recorder.trace("abc"))
			.withMessageContaining("No trace abc was recorded")
			.withMessageContaining("work [INTERNAL]");
	}

	@Test
	void waitsForSpansOfOtherThreads() {
		Future<?> work = this.executor.submit(() -> {
			for (int i = 0; i < 100; i++) {
				this.tracer.spanBuilder("work").startSpan().end();
			}
		});
		assertThat(this.recorder.awaitSpans(100)).hasSize(100);
		assertThat(work).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	void waitsUntilOpenSpansEnd() {
		CountDownLatch started = new CountDownLatch(1);
		this.executor.execute(() -> {
			Span server = this.tracer.spanBuilder("GET /").startSpan();
			started.countDown();
			TestServices.child(this.tracer, server, "late").end();
			server.end();
		});
		assertThat(started).satisfies(CountDownLatch::await);
		assertThat(this.recorder.awaitTrace().hasEnded()).isTrue();
	}

	@Test
	void waitsForOneTraceWhileAnotherGoesOn() {
		Span poll = this.tracer.spanBuilder("poll").startSpan();
		Span request = this.tracer.spanBuilder("request").startSpan();
		this.executor.execute(request::end);
		assertThat(this.recorder.awaitTrace(request.getSpanContext().getTraceId()).root().name()).isEqualTo("request");
		assertThat(this.recorder.awaitTrace((trace) -> trace.find("request").isPresent()).hasEnded()).isTrue();
		poll.end();
		this.recorder.awaitQuiet();
	}

	@Test
	void failsWithOpenSpansWhenWaitingTooLong() {
		Tracer tracer = tracerOf(this.impatient);
		tracer.spanBuilder("stuck").startSpan();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.impatient::awaitQuiet)
			.withMessageContaining("Waited up to 1 ms for all spans to be finished")
			.withMessageContaining("stuck [INTERNAL] UNFINISHED");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.impatient.awaitSpans(1))
			.withMessageContaining("at least 1 spans");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.impatient::awaitTrace)
			.withMessageContaining("exactly one trace");
	}

	@Test
	void saysThatNothingWasRecorded() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.impatient::awaitTrace)
			.withMessageContaining("(no span)");
	}

	@Test
	void keepsInterruptOfWaitingThread() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.recorder::awaitTrace);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void clearForgetsSpansThatEndLater() {
		Span before = this.tracer.spanBuilder("before").startSpan();
		this.recorder.clear();
		before.end();
		assertThat(this.recorder.spans()).isEmpty();
		assertThat(this.recorder.openSpans()).isEmpty();
	}

	@Test
	void childOfSpanFromBeforeClearIsNoOrphan() {
		Span before = this.tracer.spanBuilder("before").startSpan();
		this.recorder.clear();
		TestServices.child(this.tracer, before, "child").end();
		assertThat(this.recorder.awaitTrace().orphans()).isEmpty();
		before.end();
	}

	@Test
	void childOfOpenSpanIsNoOrphan() {
		Span open = this.tracer.spanBuilder("open").startSpan();
		TestServices.child(this.tracer, open, "child").end();
		assertThat(this.recorder.traces().get(0).orphans()).isEmpty();
		open.end();
	}

	@Test
	void goesOnWhenOneOfTwoServicesStops() {
		SdkTracerProvider stopping = SdkTracerProvider.builder().addSpanProcessor(this.recorder).build();
		stopping.close();
		this.tracer.spanBuilder("work").startSpan().end();
		assertThat(this.recorder.spans()).hasSize(1);
	}

	@Test
	void recordsOnceWhenRegisteredTwice() {
		try (SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(this.recorder)
			.addSpanProcessor(this.recorder)
			.build()) {
			provider.get("test").spanBuilder("work").startSpan().end();
		}
		assertThat(this.recorder.spans()).hasSize(1);
		assertThat(this.recorder.openSpans()).isEmpty();
	}

	@Test
	void losesNothingUnderConcurrency() throws Exception {
		int threads = 8;
		int spansPerThread = 500;
		CountDownLatch start = new CountDownLatch(1);
		List<Future<?>> work = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			work.add(this.executor.submit(() -> {
				start.await();
				for (int j = 0; j < spansPerThread; j++) {
					Span parent = this.tracer.spanBuilder("parent").startSpan();
					TestServices.child(this.tracer, parent, "child").end();
					parent.end();
				}
				return null;
			}));
		}
		start.countDown();
		assertThat(this.recorder.awaitSpans(threads * spansPerThread * 2)).hasSize(threads * spansPerThread * 2);
		assertThat(this.recorder.traces()).hasSize(threads * spansPerThread)
			.allSatisfy((trace) -> assertThat(trace.root().children()).hasSize(1));
		for (Future<?> future : work) {
			future.get();
		}
	}

	private static Tracer tracerOf(TraceRecorder recorder) {
		return SdkTracerProvider.builder().addSpanProcessor(recorder).build().get("test");
	}

}
