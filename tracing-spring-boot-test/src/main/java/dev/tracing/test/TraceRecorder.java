package dev.tracing.test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Records every recording span of the tracer providers it is registered with, at the
 * moment the span starts and ends, while the application's own sampling, propagation and
 * exporters stay in place.
 * <p>
 * As a bean it is picked up like any other {@link SpanProcessor}; {@link TracingTest}
 * registers one. A single recorder may be shared by several application contexts, whose
 * spans then meet in common traces. Spans that the sampler drops are not recorded; those
 * it records without sampling them are.
 * <p>
 * Thread-safe. Neither closing nor shutting down a recorder changes it: a context that
 * shares it may stop while others go on. What it recorded stays until {@link #clear()}.
 */
public final class TraceRecorder implements SpanProcessor {

	private static final Duration DEFAULT_AWAIT_TIMEOUT = Duration.ofSeconds(5);

	private final Duration awaitTimeout;

	private final ChangeSignal signal = new ChangeSignal();

	private final RecordedSpans spans = new RecordedSpans();

	/**
	 * Creates a recorder whose {@code await} methods give up after 5 seconds.
	 */
	public TraceRecorder() {
		this(DEFAULT_AWAIT_TIMEOUT);
	}

	/**
	 * Creates a recorder.
	 * @param awaitTimeout how long the {@code await} methods wait before they fail
	 */
	public TraceRecorder(Duration awaitTimeout) {
		this.awaitTimeout = awaitTimeout;
	}

	/**
	 * Returns the spans that ended since the last {@link #clear()}.
	 * @return a snapshot, in the order in which the spans ended
	 */
	public List<SpanData> spans() {
		return this.spans.finished();
	}

	/**
	 * Returns the spans that started since the last {@link #clear()} and have not ended.
	 * @return a snapshot, in the order in which the spans started
	 */
	public List<OpenSpan> openSpans() {
		return this.spans.open();
	}

	/**
	 * Returns the recorded traces, each with the spans of all services that share this
	 * recorder. Open spans take part, as {@linkplain TraceSpan#hasEnded() unfinished}
	 * ones.
	 * @return a snapshot, in the order in which the traces started
	 */
	public List<Trace> traces() {
		return this.spans.traces();
	}

	/**
	 * Returns one of the recorded {@link #traces()}.
	 * @param traceId the trace id in lower-case hex
	 * @return a snapshot of the trace
	 * @throws AssertionError if no span of that trace was recorded
	 */
	public Trace trace(String traceId) {
		List<Trace> traces = traces();
		return traces.stream()
			.filter((trace) -> trace.traceId().equals(traceId))
			.findFirst()
			.orElseThrow(() -> new AssertionError(
					"No trace " + traceId + " was recorded.\n\n" + TraceTreePrinter.print(traces)));
	}

	/**
	 * Waits until at least the given number of spans ended and none is open.
	 * @param count the number of spans
	 * @return the finished spans, in the order in which they ended
	 * @throws AssertionError if that does not happen within the timeout
	 */
	public List<SpanData> awaitSpans(int count) {
		await(() -> this.spans.isQuiet(count), "at least " + count + " spans, all finished");
		return spans();
	}

	/**
	 * Waits until spans of exactly one trace are recorded and none is open.
	 * @return the trace
	 * @throws AssertionError if that does not happen within the timeout
	 */
	public Trace awaitTrace() {
		await(() -> isQuiet() && traces().size() == 1, "exactly one trace, all spans finished");
		return traces().get(0);
	}

	/**
	 * Waits until a trace is recorded that has no open span and satisfies the condition.
	 * Other traces may go on.
	 * @param condition what the trace has to satisfy
	 * @return the first such trace
	 * @throws AssertionError if that does not happen within the timeout
	 */
	public Trace awaitTrace(Predicate<Trace> condition) {
		Predicate<Trace> complete = (trace) -> trace.hasEnded() && condition.test(trace);
		AtomicReference<Optional<Trace>> found = new AtomicReference<>(Optional.empty());
		await(() -> {
			found.set(traces().stream().filter(complete).findFirst());
			return found.get().isPresent();
		}, "a finished trace that satisfies the condition");
		return found.get().orElseThrow();
	}

	/**
	 * Waits until a trace is recorded and has no open span. Other traces may go on.
	 * @param traceId the trace id in lower-case hex
	 * @return the trace
	 * @throws AssertionError if that does not happen within the timeout
	 */
	public Trace awaitTrace(String traceId) {
		return awaitTrace((trace) -> trace.traceId().equals(traceId));
	}

	/**
	 * Waits until no span is open. Returns at once if none was ever started.
	 * @throws AssertionError if that does not happen within the timeout
	 */
	public void awaitQuiet() {
		await(this::isQuiet, "all spans to be finished");
	}

	/**
	 * Forgets everything recorded so far. Spans that are open now are not recorded when
	 * they end later, because they belong to what went before.
	 */
	public void clear() {
		this.spans.clear();
		this.signal.changed();
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		this.spans.start(span);
		this.signal.changed();
	}

	@Override
	public boolean isStartRequired() {
		return true;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.spans.end(span);
		this.signal.changed();
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

	@Override
	public CompletableResultCode shutdown() {
		return CompletableResultCode.ofSuccess();
	}

	Duration awaitTimeout() {
		return this.awaitTimeout;
	}

	boolean hasRecorded(String traceId) {
		return this.spans.contains(traceId);
	}

	boolean isQuietWithin(Duration timeout) {
		return this.signal.await(this::isQuiet, timeout);
	}

	private boolean isQuiet() {
		return this.spans.isQuiet(0);
	}

	private void await(BooleanSupplier condition, String expectation) {
		if (!this.signal.await(condition, this.awaitTimeout)) {
			throw new AssertionError("Waited up to " + this.awaitTimeout.toMillis() + " ms for " + expectation
					+ ".\n\nRecorded:\n" + TraceTreePrinter.print(traces()));
		}
	}

	@Override
	public String toString() {
		return "TraceRecorder[" + spans().size() + " spans, " + openSpans().size() + " open]";
	}

}
