package dev.tracing.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The scopes that were opened anywhere in the JVM while one test ran.
 */
final class ScopeWatch {

	private final Thread testThread;

	private final Set<TrackedScope> open = ConcurrentHashMap.newKeySet();

	private final Queue<ScopeProblem> misuses = new ConcurrentLinkedQueue<>();

	private final ChangeSignal signal = new ChangeSignal();

	private volatile boolean alone = true;

	ScopeWatch(Thread testThread) {
		this.testThread = testThread;
	}

	void joinedByOthers() {
		this.alone = false;
	}

	void opened(TrackedScope scope) {
		this.open.add(scope);
	}

	void closed(TrackedScope scope) {
		this.open.remove(scope);
		this.signal.changed();
	}

	void misused(ScopeProblem problem) {
		this.misuses.add(problem);
		this.signal.changed();
	}

	/**
	 * Returns the problems of the test's scopes, after waiting for other threads to close
	 * theirs. The test's own thread has nothing left to do.
	 * @param recorder tells which traces are the test's own when others run in parallel
	 * @param timeout the longest time to wait
	 */
	List<ScopeProblem> awaitProblems(TraceRecorder recorder, Duration timeout) {
		List<TrackedScope> leaked = awaitLeaked(recorder, timeout);
		List<ScopeProblem> problems = new ArrayList<>();
		this.misuses.stream().filter((misuse) -> isOwn(misuse.scope(), recorder)).forEach(problems::add);
		leaked.stream()
			.map((scope) -> new ScopeProblem(ScopeProblem.Kind.NEVER_CLOSED, scope, null))
			.forEach(problems::add);
		return problems;
	}

	/**
	 * Returns the scopes that were open when the wait ended. Other threads may open and
	 * close more afterwards, so looking again would find what is no leak.
	 */
	private List<TrackedScope> awaitLeaked(TraceRecorder recorder, Duration timeout) {
		AtomicReference<List<TrackedScope>> leaked = new AtomicReference<>(List.of());
		this.signal.await(() -> {
			leaked.set(leaked(recorder).toList());
			return leaked.get().stream().allMatch((scope) -> scope.thread() == this.testThread);
		}, timeout);
		return leaked.get();
	}

	private Stream<TrackedScope> leaked(TraceRecorder recorder) {
		return this.open.stream().filter((scope) -> isOwn(scope, recorder) && !isMisused(scope));
	}

	private boolean isOwn(TrackedScope scope, TraceRecorder recorder) {
		return this.alone || scope.thread() == this.testThread || recorder.hasRecorded(scope.traceId());
	}

	private boolean isMisused(TrackedScope scope) {
		return this.misuses.stream().anyMatch((misuse) -> misuse.scope() == scope);
	}

}
