package dev.tracing.test;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TracingExtension}: each runs a class of tests that behave well or not.
 */
@SuppressWarnings("try") // a scope is opened for its effect
class TracingExtensionTests {

	private static final SpanContext REMOTE = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c",
			"b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());

	private static final SpanContext LOCAL = SpanContext.create(REMOTE.getTraceId(), REMOTE.getSpanId(),
			TraceFlags.getSampled(), TraceState.getDefault());

	@Test
	void passesTestsThatTidyUp() {
		EngineRun run = EngineRun.of(TidyCase.class);
		assertThat(run.failures()).isEmpty();
		assertThat(run.succeeded()).hasSize(6);
		assertThat(run.reportKeys()).isEmpty();
	}

	@Test
	void failsOnScopeLeftOpenOnTestThread() {
		EngineRun run = EngineRun.of(ScopeOnTestThreadCase.class);
		assertThat(run.failure())
			.startsWith("first: The test passed but left tracing in disorder:\n- Scope of span 'work'")
			.contains("opened on thread \"" + Thread.currentThread().getName() + "\"")
			.contains("TracingExtensionTests$ScopeOnTestThreadCase.first(TracingExtensionTests.java:")
			.contains("was never closed")
			.contains("work [INTERNAL]");
		assertThat(run.succeeded()).containsExactly("second");
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void attachesStackTraces() {
		assertThat(EngineRun.of(ScopeOnTestThreadCase.class).suppressed()).singleElement(STRING)
			.startsWith("Scope opened on thread");
		assertThat(EngineRun.of(ForeignCloseCase.class).suppressed()).hasSize(2)
			.last(STRING)
			.isEqualTo("Scope closed on thread \"worker\"");
	}

	@Test
	void failsOnScopeLeftOpenOnOtherThread() {
		assertThat(EngineRun.of(ScopeOnOtherThreadCase.class).failure()).contains("opened on thread \"worker\"")
			.contains("was never closed");
	}

	@Test
	void failsOnScopeClosedOnOtherThread() {
		assertThat(EngineRun.of(ForeignCloseCase.class).failure()).containsOnlyOnce("Scope of")
			.contains("was closed by another thread, on thread \"worker\" at ");
	}

	@Test
	void failsOnScopeClosedTwice() {
		assertThat(EngineRun.of(DoubleCloseCase.class).failure()).containsOnlyOnce("Scope of")
			.contains("was closed twice, on thread")
			.contains("TracingExtensionTests$DoubleCloseCase.closesTwice(TracingExtensionTests.java:");
	}

	@Test
	void failsOnScopeClosedOutOfOrder() {
		EngineRun run = EngineRun.of(OutOfOrderCase.class);
		assertThat(run.failure()).contains("Scope of span 'outer'")
			.contains("was closed out of order while another context was current, on thread");
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void failsOnScopeWithoutSpan() {
		assertThat(EngineRun.of(ScopeWithoutSpanCase.class).failure()).contains("Scope of a context without span")
			.endsWith("Recorded:\n(no span)");
	}

	@Test
	void failsOnUnfinishedSpan() {
		assertThat(EngineRun.of(UnfinishedSpanCase.class).failure())
			.contains("- Span 'stuck' [INTERNAL] started on thread \"" + Thread.currentThread().getName()
					+ "\" was never finished")
			.contains("stuck [INTERNAL] UNFINISHED");
	}

	@Test
	void failsOnOrphan() {
		assertThat(EngineRun.of(OrphanCase.class).failure())
			.contains("- Span 'lost' has the local parent b7ad6b7169203331, which was never recorded")
			.contains("lost [INTERNAL]")
			.contains("ORPHAN");
	}

	@Test
	void namesAllProblemsAtOnce() {
		assertThat(EngineRun.of(EverythingWrongCase.class).failure()).contains("- Scope of span 'lost'")
			.contains("- Span 'lost' [INTERNAL] started on thread")
			.contains("- Span 'lost' has the local parent");
	}

	@Test
	void leavesFailedTestsAlone() {
		EngineRun run = EngineRun.of(FailingCase.class);
		assertThat(run.failure()).isEqualTo("fails: own reason");
		assertThat(run.suppressed()).isEmpty();
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void checksOnlyWhatIsNotAllowed() {
		EngineRun run = EngineRun.of(AllowedCase.class);
		assertThat(run.failures()).isEmpty();
		assertThat(run.succeeded()).containsExactly("leaksEverything", "startsCleanNevertheless");
	}

	@Test
	void tellsParallelTestsApart() {
		EngineRun run = EngineRun.parallel(ParallelLeakCase.class, ParallelTidyCase.class);
		assertThat(run.failure()).startsWith("leaksOnOtherThread: ").contains("Scope of span 'leaky'");
		assertThat(run.succeeded()).containsExactly("tidiesUp");
	}

	@Test
	void acceptsScopeOpenedBeforeTheTests() {
		assertThat(EngineRun.of(SurroundingScopeCase.class).failures()).isEmpty();
	}

	@Test
	void wrapsNoScopesOutsideOfTests() {
		Context context = Context.root().with(TestServices.KEY, "value");
		try (Scope scope = context.makeCurrent()) {
			assertThat(scope).isNotInstanceOf(TrackedScope.class);
		}
	}

	@Test
	void keepsIdentityOfScopesWithoutEffect() {
		ScopeWatch watch = ScopeTracking.watch();
		try (Scope scope = Context.root().with(TestServices.KEY, "value").makeCurrent();
				Scope same = Context.current().makeCurrent()) {
			assertThat(scope).isInstanceOf(TrackedScope.class);
			assertThat(same).isSameAs(Scope.noop());
		}
		finally {
			ScopeTracking.stop(watch);
		}
	}

	@Test
	void threadThatOpensScopesAgainAfterTheLastWasClosedIsTidy() throws Exception {
		ScopeWatch watch = ScopeTracking.watch();
		AtomicBoolean stopped = new AtomicBoolean();
		Thread worker = new Thread(() -> {
			while (!stopped.get()) {
				try (Scope scope = Context.root().with(TestServices.KEY, "value").makeCurrent()) {
					Thread.onSpinWait();
				}
			}
		}, "worker");
		worker.start();
		try {
			for (int i = 0; i < 10_000; i++) {
				assertThat(watch.awaitProblems(new TraceRecorder(), Duration.ofSeconds(5))).isEmpty();
			}
		}
		finally {
			stopped.set(true);
			worker.join();
			ScopeTracking.stop(watch);
		}
	}

	/**
	 * What the classes of tests have in common.
	 */
	abstract static class Case {

		@RegisterExtension
		static final TracingExtension tracing = TracingExtension.create(new TraceRecorder(Duration.ofMillis(100)));

		static final Tracer tracer = SdkTracerProvider.builder()
			.addSpanProcessor(tracing.recorder())
			.build()
			.get("test");

		static void onOtherThread(Runnable work) throws InterruptedException {
			Thread thread = new Thread(work, "worker");
			thread.start();
			thread.join();
		}

		static Span lostSpan() {
			return TestServices.child(tracer, Span.wrap(LOCAL), "lost");
		}

	}

	static class TidyCase extends Case {

		@RegisterExtension
		static final TracingExtension patient = TracingExtension.create();

		static final Tracer patientTracer = SdkTracerProvider.builder()
			.addSpanProcessor(patient.recorder())
			.build()
			.get("test");

		@RepeatedTest(2)
		void recordsOnlyItself() {
			Span span = tracer.spanBuilder("work").startSpan();
			try (Scope scope = span.makeCurrent()) {
				tracer.spanBuilder("child").startSpan().end();
			}
			finally {
				span.end();
			}
			assertThat(tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("work\n  child"));
		}

		@Test
		void continuesRemoteTrace() {
			TestServices.child(tracer, Span.wrap(REMOTE), "continued").end();
		}

		@Test
		void returnsBeforeTheServerIsDone() {
			CountDownLatch responded = new CountDownLatch(1);
			Thread test = Thread.currentThread();
			new Thread(() -> {
				Span span = patientTracer.spanBuilder("GET /").startSpan();
				try (Scope scope = span.makeCurrent()) {
					responded.countDown();
					await().until(() -> test.getState() == Thread.State.TIMED_WAITING);
				}
				finally {
					span.end();
				}
			}).start();
			assertThat(responded).satisfies(CountDownLatch::await);
		}

		@Test
		void closesScopesAfterTheSpan() {
			CountDownLatch ended = new CountDownLatch(1);
			Thread test = Thread.currentThread();
			new Thread(() -> {
				Span span = patientTracer.spanBuilder("GET /").startSpan();
				try (Scope scope = span.makeCurrent()) {
					span.end();
					ended.countDown();
					await().until(() -> test.getState() == Thread.State.TIMED_WAITING);
				}
			}).start();
			assertThat(ended).satisfies(CountDownLatch::await);
		}

		@Nested
		class Inner {

			@Test
			void isWatchedToo() {
				tracer.spanBuilder("work").startSpan().end();
				assertThat(tracing.recorder()).hasSingleTrace();
			}

		}

	}

	@TestMethodOrder(MethodOrderer.MethodName.class)
	static class ScopeOnTestThreadCase extends Case {

		@Test
		void first() {
			Span span = tracer.spanBuilder("work").startSpan();
			span.makeCurrent();
			span.end();
		}

		@Test
		void second() {
			assertThat(Context.current()).isSameAs(Context.root());
		}

	}

	static class ScopeOnOtherThreadCase extends Case {

		@Test
		void leaks() throws Exception {
			onOtherThread(() -> {
				Span span = tracer.spanBuilder("work").startSpan();
				span.makeCurrent();
				span.end();
			});
		}

	}

	static class ForeignCloseCase extends Case {

		@Test
		void closesElsewhere() throws Exception {
			Scope scope = Context.root().with(TestServices.KEY, "value").makeCurrent();
			onOtherThread(scope::close);
		}

	}

	static class DoubleCloseCase extends Case {

		@Test
		void closesTwice() {
			Scope scope = Context.root().with(TestServices.KEY, "value").makeCurrent();
			scope.close();
			scope.close();
		}

	}

	static class OutOfOrderCase extends Case {

		@Test
		void closesOuterFirst() {
			Span outer = tracer.spanBuilder("outer").startSpan();
			Span inner = tracer.spanBuilder("inner").startSpan();
			Scope outerScope = outer.makeCurrent();
			Scope innerScope = inner.makeCurrent();
			outerScope.close();
			innerScope.close();
			inner.end();
			outer.end();
		}

	}

	static class ScopeWithoutSpanCase extends Case {

		@Test
		void leaks() {
			Context.root().with(TestServices.KEY, "value").makeCurrent();
		}

	}

	static class UnfinishedSpanCase extends Case {

		@Test
		void forgetsToEnd() {
			tracer.spanBuilder("stuck").startSpan();
		}

	}

	static class OrphanCase extends Case {

		@Test
		void losesParent() {
			lostSpan().end();
		}

	}

	static class EverythingWrongCase extends Case {

		@Test
		void leaksEverything() {
			lostSpan().makeCurrent();
		}

	}

	static class FailingCase extends Case {

		@Test
		void fails() {
			lostSpan().makeCurrent();
			throw new AssertionError("own reason");
		}

	}

	@TestMethodOrder(MethodOrderer.MethodName.class)
	static class AllowedCase {

		@RegisterExtension
		static final TracingExtension tracing = TracingExtension.create()
			.allowLeakedScopes()
			.allowUnfinishedSpans()
			.allowOrphans();

		private final Tracer tracer = SdkTracerProvider.builder()
			.addSpanProcessor(tracing.recorder())
			.build()
			.get("test");

		@Test
		void leaksEverything() {
			TestServices.child(this.tracer, Span.wrap(LOCAL), "lost").makeCurrent();
		}

		@Test
		void startsCleanNevertheless() {
			assertThat(Context.current()).isSameAs(Context.root());
			assertThat(tracing.recorder()).hasNoSpans();
		}

	}

	static class ParallelLeakCase extends ParallelCase {

		@RegisterExtension
		static final TracingExtension tracing = TracingExtension.create(new TraceRecorder(Duration.ofMillis(100)));

		@Test
		void leaksOnOtherThread() throws Exception {
			meet();
			Thread thread = new Thread(() -> {
				Span span = tracer(tracing).spanBuilder("leaky").startSpan();
				span.makeCurrent();
				span.end();
			});
			thread.start();
			thread.join();
			meet();
		}

	}

	static class ParallelTidyCase extends ParallelCase {

		@RegisterExtension
		static final TracingExtension tracing = TracingExtension.create();

		@Test
		void tidiesUp() throws Exception {
			meet();
			tracer(tracing).spanBuilder("tidy").startSpan().end();
			meet();
			assertThat(tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("tidy"));
		}

	}

	/**
	 * Tests that overlap for certain.
	 */
	abstract static class ParallelCase {

		private static final CyclicBarrier barrier = new CyclicBarrier(2);

		static void meet() throws BrokenBarrierException, InterruptedException {
			barrier.await();
		}

		static Tracer tracer(TracingExtension tracing) {
			return SdkTracerProvider.builder().addSpanProcessor(tracing.recorder()).build().get("test");
		}

	}

	static class SurroundingScopeCase extends Case {

		private static Scope scope = Scope.noop();

		@BeforeAll
		static void open() {
			scope = Context.root().with(TestServices.KEY, "value").makeCurrent();
		}

		@AfterAll
		static void close() {
			scope.close();
		}

		@Test
		void runsInside() {
			tracer.spanBuilder("work").startSpan().end();
		}

	}

}
