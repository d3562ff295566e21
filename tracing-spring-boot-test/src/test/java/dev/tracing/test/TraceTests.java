package dev.tracing.test;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TestServices.child;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Trace} and {@link TraceSpan}.
 */
class TraceTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN_ID = "b7ad6b7169203331";

	private final TraceRecorder recorder = new TraceRecorder();

	private final TestServices services = new TestServices(this.recorder);

	private final Tracer tracer = this.services.start("orders");

	@AfterEach
	void close() {
		this.services.close();
	}

	@Test
	void joinsSpansOfSeveralServices() {
		Tracer gateway = this.services.start("gateway");
		Span entry = gateway.spanBuilder("GET /").setSpanKind(SpanKind.SERVER).startSpan();
		Span call = child(gateway, entry, "GET", SpanKind.CLIENT);
		Map<String, String> headers = new HashMap<>();
		W3CTraceContextPropagator.getInstance().inject(Context.root().with(call), headers, Map::put);
		Context extracted = W3CTraceContextPropagator.getInstance()
			.extract(Context.root(), headers, HeaderGetter.INSTANCE);
		this.tracer.spanBuilder("GET /orders").setSpanKind(SpanKind.SERVER).setParent(extracted).startSpan().end();
		call.end();
		entry.end();

		Trace trace = this.recorder.awaitTrace();
		assertThat(trace.services()).containsExactly("gateway", "orders");
		assertThat(trace.spans()).extracting(TraceSpan::name).containsExactly("GET /", "GET", "GET /orders");
		assertThat(trace.spans()).extracting(TraceSpan::service).containsExactly("gateway", "gateway", "orders");
		assertThat(trace.find("GET /orders").flatMap(TraceSpan::parent)).map(TraceSpan::name).contains("GET");
		assertThat(trace.orphans()).isEmpty();
	}

	@Test
	void sortsSiblingsByStart() {
		Span parent = this.tracer.spanBuilder("parent").startSpan();
		Span second = startAt(parent, "second", 2);
		Span first = startAt(parent, "first", 1);
		second.end();
		first.end();
		parent.end();
		assertThat(this.recorder.awaitTrace().root().children()).extracting(TraceSpan::name)
			.containsExactly("first", "second");
	}

	@Test
	void keepsStartOrderOfSiblingsWithEqualTimestamps() {
		Span parent = this.tracer.spanBuilder("parent").startSpan();
		Span first = startAt(parent, "first", 1);
		startAt(parent, "second", 1).end();
		first.end();
		parent.end();
		assertThat(this.recorder.awaitTrace().root().children()).extracting(TraceSpan::name)
			.containsExactly("first", "second");
	}

	@Test
	void spanBelowRecordedNowhereLocalParentIsOrphan() {
		child(this.tracer, Span.wrap(local()), "lost").end();
		Trace trace = this.recorder.awaitTrace();
		assertThat(trace.orphans()).extracting(TraceSpan::name).containsExactly("lost");
		assertThat(trace.root().isRoot()).isFalse();
	}

	@Test
	void spanBelowRemoteParentIsNoOrphan() {
		SpanContext remote = SpanContext.createFromRemoteParent(TRACE_ID, SPAN_ID, TraceFlags.getSampled(),
				TraceState.getDefault());
		child(this.tracer, Span.wrap(remote), "continued").end();
		Trace trace = this.recorder.awaitTrace();
		assertThat(trace.orphans()).isEmpty();
		assertThat(trace.roots()).extracting(TraceSpan::name).containsExactly("continued");
		assertThat(trace.root().isRoot()).isFalse();
		assertThat(trace.traceId()).isEqualTo(TRACE_ID);
	}

	@Test
	void refusesSingleRootWhenThereAreSeveral() {
		child(this.tracer, Span.wrap(local()), "one").end();
		child(this.tracer, Span.wrap(local()), "two").end();
		Trace trace = this.recorder.awaitTrace();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(trace::root)
			.withMessageContaining("Expected one root but found 2");
	}

	@Test
	void refusesSpansOfSeveralTraces() {
		this.tracer.spanBuilder("one").startSpan().end();
		this.tracer.spanBuilder("two").startSpan().end();
		assertThatIllegalArgumentException().isThrownBy(() -> Trace.of(this.recorder.spans()));
		assertThatIllegalArgumentException().isThrownBy(() -> Trace.of(List.of()));
	}

	private Span startAt(Span parent, String name, long second) {
		return this.tracer.spanBuilder(name)
			.setParent(Context.root().with(parent))
			.setStartTimestamp(Instant.ofEpochSecond(second))
			.startSpan();
	}

	private static SpanContext local() {
		return SpanContext.create(TRACE_ID, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault());
	}

	private enum HeaderGetter implements TextMapGetter<Map<String, String>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Map<String, String> headers) {
			return headers.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> headers, String key) {
			return (headers != null) ? headers.get(key) : null;
		}

	}

}
