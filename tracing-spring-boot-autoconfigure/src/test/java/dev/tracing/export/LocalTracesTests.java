package dev.tracing.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.tracing.export.LocalTrace.State;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LocalTraces}.
 */
class LocalTracesTests {

	private final Tracer tracer = SdkTracerProvider.builder().build().get("test");

	private final List<LocalTrace> handedOver = new ArrayList<>();

	private long nanoTime = Long.MAX_VALUE - 1000;

	private LocalTraces traces = traces(100, 100);

	@Test
	void handsOverTraceWhenItsRootEnds() {
		Span root = start("root", null);
		Span child = start("child", root);
		Span grandchild = start("grandchild", child);
		end(grandchild, child);
		assertThat(this.handedOver).isEmpty();
		end(root);
		assertThat(this.handedOver).singleElement().satisfies((trace) -> {
			assertThat(trace.state()).isEqualTo(State.COMPLETE);
			assertThat(trace.traceId()).isEqualTo(root.getSpanContext().getTraceId());
			assertThat(trace.rootSpanId()).isEqualTo(root.getSpanContext().getSpanId());
			assertThat(trace.hasKnownRoot()).isTrue();
			assertThat(names(trace)).isEqualTo("root child grandchild");
		});
	}

	@Test
	void separatesInterleavedTraces() {
		Span rootA = start("rootA", null);
		Span rootB = start("rootB", null);
		Span childA = start("childA", rootA);
		Span childB = start("childB", rootB);
		end(childA, childB, rootB, rootA);
		assertThat(summary()).containsExactly("COMPLETE rootB childB", "COMPLETE rootA childA");
	}

	@Test
	void takesRemoteParentAsTheEndOfTheLocalTrace() {
		Span server = start("server", remote(start("elsewhere", null)));
		Span child = start("child", server);
		end(child, server);
		assertThat(summary()).containsExactly("COMPLETE server child");
	}

	@Test
	void separatesLocalRootsOfOneTrace() {
		Span outer = start("outer", null);
		Span client = start("client", outer);
		Span inner = start("inner", remote(client));
		Span innerChild = start("innerChild", inner);
		Span outerChild = start("outerChild", outer);
		end(outerChild, innerChild, inner);
		assertThat(summary()).containsExactly("COMPLETE inner innerChild");
		end(client, outer);
		assertThat(summary()).containsExactly("COMPLETE inner innerChild", "COMPLETE outer outerChild client");
	}

	@Test
	void separatesRequestsThatShareTheirRemoteParent() {
		Span caller = start("caller", null);
		Span first = start("first", remote(caller));
		Span second = start("second", remote(caller));
		Span firstChild = start("firstChild", first);
		Span secondChild = start("secondChild", second);
		end(firstChild, secondChild, second, first);
		assertThat(summary()).containsExactly("COMPLETE second secondChild", "COMPLETE first firstChild");
	}

	@Test
	void handsOverLateSpansWithTheirRoot() {
		Span root = start("root", null);
		Span late = start("late", root);
		Span lateChild = start("lateChild", late);
		Span latest = start("latest", late);
		end(lateChild, root);
		assertThat(summary()).containsExactly("COMPLETE root");
		end(late, latest);
		assertThat(summary()).containsExactly("COMPLETE root", "LATE late lateChild", "LATE latest");
		assertThat(this.handedOver).extracting(LocalTrace::rootSpanId).containsOnly(root.getSpanContext().getSpanId());
	}

	@Test
	void recognisesLateSpansOfTheRootTheyDescendFrom() {
		Span caller = start("caller", null);
		Span first = start("first", remote(caller));
		Span second = start("second", remote(caller));
		Span lateOfFirst = start("lateOfFirst", first);
		end(first, second, lateOfFirst);
		assertThat(this.handedOver.get(2).state()).isEqualTo(State.LATE);
		assertThat(this.handedOver.get(2).rootSpanId()).isEqualTo(first.getSpanContext().getSpanId());
	}

	@Test
	void handsOverIncompleteTracesOnFlush() {
		Span rootA = start("rootA", null);
		Span rootB = start("rootB", null);
		end(start("childA", rootA), start("childB", rootB));
		this.traces.flush();
		assertThat(summary()).containsExactly("INCOMPLETE childA", "INCOMPLETE childB");
		assertThat(this.handedOver).noneMatch(LocalTrace::hasKnownRoot)
			.allMatch((trace) -> SpanId.getInvalid().equals(trace.rootSpanId()));
		this.traces.flush();
		assertThat(this.handedOver).hasSize(2);
	}

	@Test
	void marksTraceIncompleteWhenAPartWasHandedOverBefore() {
		Span root = start("root", null);
		Span early = start("early", root);
		Span child = start("child", root);
		Span childOfEarly = start("childOfEarly", early);
		end(early);
		this.traces.flush();
		end(childOfEarly, child, root);
		assertThat(summary()).containsExactly("INCOMPLETE early", "INCOMPLETE childOfEarly", "INCOMPLETE root child");
		assertThat(this.handedOver.get(2).rootSpanId()).isEqualTo(root.getSpanContext().getSpanId());
	}

	@Test
	void evictsTheOldestTraceWhenTooManyTracesWait() {
		this.traces = traces(2, 100);
		Span rootA = start("rootA", null);
		Span rootB = start("rootB", null);
		Span rootC = start("rootC", null);
		end(start("childA", rootA), start("childB", rootB), start("childA2", rootA));
		assertThat(this.handedOver).isEmpty();
		end(start("childC", rootC));
		assertThat(summary()).containsExactly("INCOMPLETE childA childA2");
		end(rootA, rootB, rootC);
		assertThat(summary()).containsExactly("INCOMPLETE childA childA2", "INCOMPLETE rootA", "COMPLETE rootB childB",
				"COMPLETE rootC childC");
	}

	@Test
	void evictsTheOldestTraceWhenTooManySpansWait() {
		this.traces = traces(100, 3);
		Span rootA = start("rootA", null);
		Span rootB = start("rootB", null);
		end(start("a1", rootA), start("b1", rootB), start("a2", rootA), start("b2", rootB));
		assertThat(summary()).containsExactly("INCOMPLETE a1 a2");
		end(start("b3", rootB), rootB);
		assertThat(summary()).containsExactly("INCOMPLETE a1 a2", "COMPLETE rootB b1 b2 b3");
	}

	@Test
	void losesNoSpanOfATraceThatIsLargerThanTheBound() {
		this.traces = traces(10, 7);
		Span root = start("root", null);
		for (int i = 0; i < 100; i++) {
			end(start("child", root));
		}
		end(root);
		assertThat(this.handedOver.stream().mapToInt((trace) -> trace.spans().size()).sum()).isEqualTo(101);
		assertThat(this.handedOver).allMatch((trace) -> trace.state() == State.INCOMPLETE);
	}

	@Test
	void doesNotCountSpansThatWereHandedOver() {
		this.traces = traces(1, 2);
		for (int i = 0; i < 100; i++) {
			Span root = start("root", null);
			end(start("a", root), start("b", root), root);
		}
		assertThat(summary()).hasSize(100).containsOnly("COMPLETE root a b");
	}

	@Test
	void givesUpWaitingForARootThatDoesNotEnd() {
		Span endless = start("endless", null);
		end(start("a", endless));
		this.nanoTime += Duration.ofSeconds(20).toNanos();
		end(start("b", endless), start("other", null));
		assertThat(summary()).containsExactly("COMPLETE other");
		this.nanoTime += Duration.ofSeconds(11).toNanos();
		end(start("other", null));
		assertThat(summary()).containsExactly("COMPLETE other", "INCOMPLETE a b", "COMPLETE other");
		end(start("c", endless), endless);
		assertThat(summary()).endsWith("INCOMPLETE endless c");
	}

	@Test
	void measuresExpiryFromTheOldestSpanThatStillWaits() {
		Span caller = start("caller", null);
		Span first = start("first", remote(caller));
		Span second = start("second", remote(caller));
		end(start("a", first));
		this.nanoTime += Duration.ofSeconds(20).toNanos();
		end(start("b", second), first);
		this.nanoTime += Duration.ofSeconds(20).toNanos();
		end(second);
		assertThat(summary()).containsExactly("COMPLETE first a", "COMPLETE second b");
	}

	@Test
	void forgetsTheOldestIdsOfLateSpans() {
		this.traces = traces(10, 2);
		Span root = start("root", null);
		Span late = start("late", root);
		end(root, start("x", null), start("y", null), late);
		this.traces.flush();
		assertThat(summary()).containsExactly("COMPLETE root", "COMPLETE x", "COMPLETE y", "INCOMPLETE late");
	}

	@Test
	void survivesParentsInACircle() {
		this.traces.add(malformed(1, 1));
		this.traces.add(malformed(2, 3));
		this.traces.add(malformed(3, 2));
		assertThat(this.handedOver).isEmpty();
		this.traces.flush();
		assertThat(this.handedOver).singleElement().satisfies((trace) -> assertThat(trace.spans()).hasSize(3));
	}

	@Test
	void staysUsableWhenTheConsumerThrows() {
		List<LocalTrace> received = new ArrayList<>();
		LocalTraces failing = new LocalTraces(10, 10, Duration.ofSeconds(30), () -> this.nanoTime, (trace) -> {
			if (received.isEmpty()) {
				received.add(trace);
				throw new IllegalStateException("first");
			}
			received.add(trace);
		});
		assertThatIllegalStateException().isThrownBy(() -> failing.add(data(start("a", null))));
		failing.add(data(start("b", null)));
		assertThat(received).extracting(LocalTracesTests::names).containsExactly("a", "b");
	}

	private LocalTraces traces(int maxTraces, int maxSpans) {
		return new LocalTraces(maxTraces, maxSpans, Duration.ofSeconds(30), () -> this.nanoTime, this.handedOver::add);
	}

	private Span start(String name, Span parent) {
		Context context = (parent != null) ? Context.root().with(parent) : Context.root();
		return this.tracer.spanBuilder(name).setParent(context).startSpan();
	}

	private static Span remote(Span span) {
		SpanContext context = span.getSpanContext();
		return Span.wrap(SpanContext.createFromRemoteParent(context.getTraceId(), context.getSpanId(),
				context.getTraceFlags(), context.getTraceState()));
	}

	private void end(Span... spans) {
		for (Span span : spans) {
			this.traces.add(data(span));
		}
	}

	private static SpanData data(Span span) {
		span.end();
		return ((ReadableSpan) span).toSpanData();
	}

	private static SpanData malformed(int id, int parentId) {
		return TestSpanData.builder()
			.setName("malformed")
			.setKind(SpanKind.INTERNAL)
			.setSpanContext(context(id))
			.setParentSpanContext(context(parentId))
			.setStatus(StatusData.unset())
			.setStartEpochNanos(1)
			.setEndEpochNanos(TimeUnit.SECONDS.toNanos(1))
			.setHasEnded(true)
			.build();
	}

	private static SpanContext context(long id) {
		return SpanContext.create("4bf92f3577b34da6a3ce929d0e0e4736", SpanId.fromLong(id), TraceFlags.getSampled(),
				TraceState.getDefault());
	}

	private List<String> summary() {
		return this.handedOver.stream().map((trace) -> trace.state() + " " + names(trace)).toList();
	}

	private static String names(LocalTrace trace) {
		return trace.spans().stream().map(SpanData::getName).collect(Collectors.joining(" "));
	}

}
