package dev.tracing.test;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import org.jspecify.annotations.Nullable;

/**
 * Watches one test from its start to its end.
 */
final class LeakDetector {

	static final String DEGRADED = "Scopes are checked on the test thread only: OpenTelemetry's context storage was "
			+ "in use before the test kit could wrap it. Run the tests through the JUnit Platform launcher, with "
			+ "nothing using a Context earlier.";

	private final TraceRecorder recorder;

	private final LeakChecks checks;

	private final ScopeWatch watch = ScopeTracking.watch();

	private final @Nullable Context baseline = ScopeTracking.isActive() ? Context.current() : null;

	LeakDetector(TraceRecorder recorder, LeakChecks checks) {
		this.recorder = recorder;
		this.checks = checks;
	}

	/**
	 * Checks what the test left behind.
	 * @throws AssertionError if the test leaked
	 */
	void check() {
		List<String> problems = new ArrayList<>();
		List<ScopeProblem> scopes = new ArrayList<>();
		if (this.checks.unfinishedSpans() && !this.recorder.isQuietWithin(this.recorder.awaitTimeout())) {
			this.recorder.openSpans().forEach((span) -> problems.add("Span " + span + " was never finished"));
		}
		if (this.checks.orphans()) {
			this.recorder.traces()
				.forEach((trace) -> trace.orphans().forEach((span) -> problems.add(describeOrphan(span))));
		}
		if (this.checks.scopes()) {
			scopes.addAll(this.watch.awaitProblems(this.recorder, this.recorder.awaitTimeout()));
			scopes.forEach((problem) -> problems.add(problem.toString()));
			if (scopes.isEmpty() && !isContextRestored()) {
				problems.add("Thread \"" + Thread.currentThread().getName() + "\" was left with the current context "
						+ Context.current());
			}
		}
		if (!problems.isEmpty()) {
			AssertionError error = new AssertionError(describe(problems));
			scopes.stream().flatMap(ScopeProblem::stackTraces).forEach(error::addSuppressed);
			throw error;
		}
	}

	/**
	 * Ends the watch and takes a leaked context off the thread, so that the next test
	 * does not fail for this one's mistake.
	 */
	void stop() {
		ScopeTracking.stop(this.watch);
		if (!isContextRestored()) {
			ContextStorage.get().attach(baseline());
		}
	}

	/**
	 * Returns whether tests ran with a storage that could not be wrapped.
	 */
	boolean isDegraded() {
		return isStorageInUse() && !ScopeTracking.isActive();
	}

	private boolean isContextRestored() {
		return !isStorageInUse() || Context.current() == baseline();
	}

	/**
	 * Returns the context that was current when the test started. Asked for the root
	 * context only now, because that puts the storage into use.
	 */
	private Context baseline() {
		return (this.baseline != null) ? this.baseline : Context.root();
	}

	private boolean isStorageInUse() {
		return ScopeTracking.isActive() || !this.recorder.traces().isEmpty();
	}

	private String describe(List<String> problems) {
		StringBuilder text = new StringBuilder("The test passed but left tracing in disorder:\n");
		problems.forEach((problem) -> text.append("- ").append(problem).append('\n'));
		if (isDegraded()) {
			text.append(DEGRADED).append('\n');
		}
		return text.append("\nRecorded:\n").append(TraceTreePrinter.print(this.recorder.traces())).toString();
	}

	private static String describeOrphan(TraceSpan span) {
		return "Span '" + span.name() + "' has the local parent " + span.data().getParentSpanId()
				+ ", which was never recorded";
	}

}
