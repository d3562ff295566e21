package dev.tracing.propagation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.tracing.propagation.PropagationFormat.B3;
import static dev.tracing.propagation.PropagationFormat.B3_MULTI;
import static dev.tracing.propagation.PropagationFormat.INBOUND;
import static dev.tracing.propagation.PropagationFormat.W3C;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceContextPropagator}.
 */
class TraceContextPropagatorTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String OTHER_TRACE_ID = "80f198ee56343ba864fe8b2a57d3eff7";

	private static final String SPAN_ID = "00f067aa0ba902b7";

	private static final String TRACEPARENT = "00-" + TRACE_ID + "-" + SPAN_ID + "-01";

	private static final String B3_SINGLE = OTHER_TRACE_ID + "-e457b5a2e4d86bd1-1";

	private final TracingFaults faults = new TracingFaults();

	private final TraceContextPropagator propagator = propagator(List.of(W3C, B3), List.of(W3C, INBOUND));

	@Test
	void readsTraceparentAndTracestate() {
		SpanContext context = extract(Map.of("traceparent", TRACEPARENT, "tracestate", "vendor=value"));
		assertThat(context.getTraceId()).isEqualTo(TRACE_ID);
		assertThat(context.getSpanId()).isEqualTo(SPAN_ID);
		assertThat(context.isSampled()).isTrue();
		assertThat(context.isRemote()).isTrue();
		assertThat(context.getTraceState().get("vendor")).isEqualTo("value");
	}

	@Test
	void readsB3SingleAndMulti() {
		assertThat(extract(Map.of("b3", B3_SINGLE)).getTraceId()).isEqualTo(OTHER_TRACE_ID);
		assertThat(
				extract(Map.of("X-B3-TraceId", OTHER_TRACE_ID, "X-B3-SpanId", "e457b5a2e4d86bd1", "X-B3-Sampled", "0"))
					.isSampled())
			.isFalse();
	}

	@Test
	void keepsA64BitB3TraceIdAsItIs() {
		assertThat(extract(Map.of("b3", "64fe8b2a57d3eff7-e457b5a2e4d86bd1-1")).getTraceId())
			.isEqualTo("000000000000000064fe8b2a57d3eff7");
	}

	@Test
	void firstFormatInTheConfiguredOrderWins() {
		Map<String, String> both = Map.of("traceparent", TRACEPARENT, "b3", B3_SINGLE);
		assertThat(extract(both).getTraceId()).isEqualTo(TRACE_ID);
		TraceContextPropagator b3First = propagator(List.of(B3, W3C), List.of(W3C));
		assertThat(spanContext(b3First.extract(Context.root(), both, MapGetter.INSTANCE)).getTraceId())
			.isEqualTo(OTHER_TRACE_ID);
	}

	@Test
	void malformedFirstFormatDoesNotHideAValidSecondOne() {
		assertThat(extract(Map.of("traceparent", "00-nonsense-01", "b3", B3_SINGLE)).getTraceId())
			.isEqualTo(OTHER_TRACE_ID);
	}

	@Test
	void formatThatIsNotConfiguredIsNotRead() {
		TraceContextPropagator w3cOnly = propagator(List.of(W3C), List.of(W3C));
		Context context = w3cOnly.extract(Context.root(), Map.of("b3", B3_SINGLE), MapGetter.INSTANCE);
		assertThat(spanContext(context).isValid()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "00", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "\u0000\uD800", "00-\n-" })
	void malformedTraceparentIsNoContextAndNoFault(String traceparent) {
		assertThat(extract(Map.of("traceparent", traceparent)).isValid()).isFalse();
		assertThat(this.faults.count()).isZero();
	}

	@Test
	void getterThatThrowsIsReportedAndLeavesTheContextAlone() {
		Context parent = Context.root();
		assertThat(this.propagator.extract(parent, Map.of(), new ThrowingGetter())).isSameAs(parent);
		assertThat(this.faults.count()).isEqualTo(1);
	}

	@Test
	void setterThatThrowsIsReported() {
		Context context = this.propagator.extract(Context.root(), Map.of("traceparent", TRACEPARENT),
				MapGetter.INSTANCE);
		this.propagator.inject(context, new TreeMap<String, String>(), (carrier, key, value) -> {
			throw new UnsupportedOperationException("read-only");
		});
		assertThat(this.faults.count()).isEqualTo(1);
	}

	@Test
	void answersInTheFormatATraceArrivedIn() {
		Map<String, String> sent = forward(this.propagator, Map.of("b3", B3_SINGLE));
		assertThat(sent).containsOnlyKeys("traceparent", "b3");
		assertThat(sent.get("b3")).startsWith(OTHER_TRACE_ID);
		assertThat(forward(this.propagator, Map.of("traceparent", TRACEPARENT))).containsOnlyKeys("traceparent");
	}

	@Test
	void withoutInboundOnlyConfiguredFormatsAreWritten() {
		TraceContextPropagator w3c = propagator(List.of(W3C, B3), List.of(W3C));
		assertThat(forward(w3c, Map.of("b3", B3_SINGLE))).containsOnlyKeys("traceparent");
		TraceContextPropagator multi = propagator(List.of(W3C, B3), List.of(B3_MULTI));
		assertThat(forward(multi, Map.of("traceparent", TRACEPARENT))).containsKeys("X-B3-TraceId", "X-B3-SpanId")
			.doesNotContainKeys("traceparent", "b3", "X-B3-ParentSpanId");
	}

	@Test
	void baggageTravelsWithAndWithoutATrace() {
		Context context = this.propagator.extract(Context.root(), Map.of("baggage", "tenant=acme,plan=gold"),
				MapGetter.INSTANCE);
		assertThat(Baggage.fromContext(context).getEntryValue("tenant")).isEqualTo("acme");
		assertThat(forward(this.propagator, Map.of("traceparent", TRACEPARENT, "baggage", "tenant=acme")))
			.containsEntry("baggage", "tenant=acme");
	}

	@Test
	void hugeBaggageIsCutToItsLimitsAndNoFault() {
		StringBuilder huge = new StringBuilder();
		for (int i = 0; i < 5000; i++) {
			huge.append("key").append(i).append("=value,");
		}
		Context context = this.propagator.extract(Context.root(),
				Map.of("traceparent", TRACEPARENT, "baggage", huge.toString()), MapGetter.INSTANCE);
		assertThat(spanContext(context).getTraceId()).isEqualTo(TRACE_ID);
		assertThat(Baggage.fromContext(context).size()).isLessThanOrEqualTo(64);
		assertThat(this.faults.count()).isZero();
	}

	@Test
	void namesItsFieldsForCarriers() {
		assertThat(this.propagator.fields()).contains("traceparent", "tracestate", "baggage", "b3");
		assertThat(propagator(List.of(W3C), List.of(W3C, INBOUND)).fields()).containsExactly("traceparent",
				"tracestate", "baggage");
	}

	@Test
	void namesTheFieldsOfB3AsOpenTelemetryDoes() {
		assertThat(B3Format.SINGLE.fields())
			.containsExactlyInAnyOrderElementsOf(B3Propagator.injectingSingleHeader().fields());
		assertThat(B3Format.MULTI.fields())
			.containsExactlyInAnyOrderElementsOf(B3Propagator.injectingMultiHeaders().fields());
	}

	private TraceContextPropagator propagator(List<PropagationFormat> extract, List<PropagationFormat> inject) {
		return new TraceContextPropagator(extract, inject, this.faults);
	}

	private SpanContext extract(Map<String, String> headers) {
		return spanContext(this.propagator.extract(Context.root(), headers, MapGetter.INSTANCE));
	}

	private static Map<String, String> forward(TraceContextPropagator propagator, Map<String, String> headers) {
		Map<String, String> sent = new TreeMap<>();
		Context context = propagator.extract(Context.root(), headers, MapGetter.INSTANCE);
		propagator.inject(context, sent, (carrier, key, value) -> sent.put(key, value));
		return sent;
	}

	private static SpanContext spanContext(Context context) {
		return Span.fromContext(context).getSpanContext();
	}

	private enum MapGetter implements TextMapGetter<Map<String, String>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key) : null;
		}

	}

	private static final class ThrowingGetter implements TextMapGetter<Map<String, String>> {

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			throw new IllegalStateException("no keys");
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			throw new IllegalStateException("no headers");
		}

	}

}
