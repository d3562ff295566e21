package dev.tracing.test;

import java.time.Duration;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TraceRecorderAssert}.
 */
class TraceRecorderAssertTests {

	private final TraceRecorder recorder = new TraceRecorder(Duration.ofMillis(50));

	private final TestServices services = new TestServices(this.recorder);

	private final Tracer tracer = this.services.start("orders");

	@AfterEach
	void close() {
		this.services.close();
	}

	@Test
	void acceptsWhatIsThere() {
		assertThat(this.recorder).hasNoSpans().hasTraceCount(0).hasNoErrors();
		span("one");
		assertThat(this.recorder).hasSingleTrace().hasSingleTrace((trace) -> trace.hasRoot("one")).hasNoErrors();
		span("two");
		assertThat(this.recorder).hasTraceCount(2)
			.hasSpanCount(2)
			.hasTraceSatisfying((trace) -> trace.hasRoot("two"))
			.allTracesSatisfy((trace) -> trace.hasSpanCount(1));
	}

	@Test
	void waitsForSpansThatEndAfterTheResponse() throws Exception {
		TraceRecorder patient = new TraceRecorder();
		try (TestServices others = new TestServices(patient)) {
			Span server = others.start("orders").spanBuilder("GET /").startSpan();
			Thread test = Thread.currentThread();
			Thread request = new Thread(() -> {
				await().until(() -> test.getState() == Thread.State.TIMED_WAITING);
				server.end();
			});
			request.start();
			assertThat(patient).hasSingleTrace((trace) -> trace.hasTree("GET /"));
			request.join();
		}
	}

	@Test
	void failsOnOtherTraceCount() {
		fails(() -> assertThat(this.recorder).as("story").hasSingleTrace(), "Expected 1 trace but 0 were recorded",
				"(no span)");
		span("one");
		span("two");
		fails(() -> assertThat(this.recorder).as("story").hasSingleTrace((trace) -> trace.hasRoot("one")),
				"Expected 1 trace but 2 were recorded", "one [INTERNAL]", "two [INTERNAL]");
		fails(() -> assertThat(this.recorder).as("story").hasTraceCount(3), "Expected 3 traces but 2 were recorded");
	}

	@Test
	void failsOnOtherSpanCount() {
		span("one");
		fails(() -> assertThat(this.recorder).as("story").hasNoSpans(), "Expected 0 spans but 1 were recorded",
				"one [INTERNAL]");
	}

	@Test
	void passesDescriptionOnToTraces() {
		span("one");
		fails(() -> assertThat(this.recorder).as("story").hasSingleTrace((trace) -> trace.hasRoot("two")),
				"Expected the root 'two'");
		fails(() -> assertThat(this.recorder).as("story").allTracesSatisfy((trace) -> trace.hasRoot("two")),
				"Expected the root 'two'");
	}

	@Test
	void saysWhyNoTraceQualifies() {
		span("one");
		span("two");
		fails(() -> assertThat(this.recorder).as("story").hasTraceSatisfying((trace) -> trace.hasRoot("three")),
				"1. [story] Expected the root 'three' but it is 'one'",
				"2. [story] Expected the root 'three' but it is 'two'");
	}

	@Test
	void failsOnErrors() {
		Span span = this.tracer.spanBuilder("bad").startSpan();
		span.setStatus(StatusCode.ERROR);
		span.end();
		fails(() -> assertThat(this.recorder).as("story").hasNoErrors(), "Expected no errors but found ['bad']");
	}

	@Test
	void failsWhenSpansStayOpen() {
		Span span = this.tracer.spanBuilder("stuck").startSpan();
		fails(() -> assertThat(this.recorder).as("story").hasSingleTrace(),
				"Expected all spans to be finished but waited up to 50 ms for ['stuck' [INTERNAL] started on thread",
				"stuck [INTERNAL] UNFINISHED");
		span.end();
	}

	private void span(String name) {
		this.tracer.spanBuilder(name).startSpan().end();
	}

	private static void fails(ThrowingCallable assertion, String... messages) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.withMessageStartingWith("[story] ")
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(messages));
	}

}
