package dev.tracing.test;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on everything a {@link TraceRecorder} has seen since it was cleared.
 * <p>
 * Each assertion first waits until no span is open, so that a span which ends just after
 * its response was received takes part. Spans that have not even started, such as those
 * of a message still under way, need {@link TraceRecorder#awaitSpans(int)} first.
 */
public class TraceRecorderAssert extends AbstractAssert<TraceRecorderAssert, TraceRecorder> {

	/**
	 * Creates the assertions.
	 * @param recorder the recorder
	 */
	public TraceRecorderAssert(TraceRecorder recorder) {
		super(recorder, TraceRecorderAssert.class);
	}

	/**
	 * Verifies that spans of exactly one trace were recorded.
	 * @return this assertion
	 */
	public TraceRecorderAssert hasSingleTrace() {
		return hasTraceCount(1);
	}

	/**
	 * Verifies that spans of exactly one trace were recorded, and that it meets the
	 * requirements.
	 * @param requirements assertions on the trace
	 * @return this assertion
	 */
	public TraceRecorderAssert hasSingleTrace(Consumer<TraceAssert> requirements) {
		List<Trace> traces = finishedTraces();
		checkTraceCount(traces, 1);
		requirements.accept(new TraceAssert(traces.get(0)).as(descriptionText()));
		return this;
	}

	/**
	 * Verifies the number of recorded traces.
	 * @param expected the number of distinct trace ids
	 * @return this assertion
	 */
	public TraceRecorderAssert hasTraceCount(int expected) {
		checkTraceCount(finishedTraces(), expected);
		return this;
	}

	/**
	 * Verifies that at least one trace meets the requirements.
	 * @param requirements assertions on a trace
	 * @return this assertion
	 */
	public TraceRecorderAssert hasTraceSatisfying(Consumer<TraceAssert> requirements) {
		List<Trace> traces = finishedTraces();
		String reasons = Candidates.whyNoneMeets(traces,
				(trace) -> requirements.accept(new TraceAssert(trace).as(descriptionText())));
		if (reasons != null) {
			throw failure("%s", "Expected one of " + traces.size() + " traces to meet the requirements, but:" + reasons
					+ describe(traces));
		}
		return this;
	}

	/**
	 * Verifies that every trace meets the requirements.
	 * @param requirements assertions on a trace
	 * @return this assertion
	 */
	public TraceRecorderAssert allTracesSatisfy(Consumer<TraceAssert> requirements) {
		finishedTraces().forEach((trace) -> requirements.accept(new TraceAssert(trace).as(descriptionText())));
		return this;
	}

	/**
	 * Verifies the number of recorded spans over all traces.
	 * @param expected the number of spans
	 * @return this assertion
	 */
	public TraceRecorderAssert hasSpanCount(int expected) {
		List<Trace> traces = finishedTraces();
		int count = traces.stream().mapToInt((trace) -> trace.spans().size()).sum();
		if (count != expected) {
			throw failure("%s", "Expected " + expected + " spans but " + count + " were recorded." + describe(traces));
		}
		return this;
	}

	/**
	 * Verifies that no span was recorded.
	 * @return this assertion
	 */
	public TraceRecorderAssert hasNoSpans() {
		return hasSpanCount(0);
	}

	/**
	 * Verifies that no recorded span has an error status.
	 * @return this assertion
	 */
	public TraceRecorderAssert hasNoErrors() {
		return allTracesSatisfy(TraceAssert::hasNoErrors);
	}

	private List<Trace> finishedTraces() {
		isNotNull();
		if (!this.actual.isQuietWithin(this.actual.awaitTimeout())) {
			throw failure("%s",
					"Expected all spans to be finished but waited up to " + this.actual.awaitTimeout().toMillis()
							+ " ms for " + this.actual.openSpans() + "." + describe(this.actual.traces()));
		}
		return this.actual.traces();
	}

	private void checkTraceCount(List<Trace> traces, int expected) {
		if (traces.size() != expected) {
			throw failure("%s", "Expected " + expected + ((expected == 1) ? " trace" : " traces") + " but "
					+ traces.size() + " were recorded." + describe(traces));
		}
	}

	private static String describe(Collection<Trace> traces) {
		return "\n\nRecorded:\n" + TraceTreePrinter.print(traces);
	}

}
