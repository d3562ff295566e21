package dev.tracing.export.otlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * Finished spans for the tests of both encodings and of the exporter.
 */
final class SpanFixtures {

	static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	static final String SPAN_ID = "b7ad6b7169203331";

	static final String OTHER_SPAN_ID = "00f067aa0ba902b7";

	static final Resource RESOURCE = Resource.create(Attributes.builder().put("service.name", "orders").build(),
			"https://opentelemetry.io/schemas/1.42.0");

	static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.builder("dev.tracing.servlet")
		.setVersion("1.0")
		.setSchemaUrl("https://opentelemetry.io/schemas/1.41.0")
		.setAttributes(Attributes.builder().put("room", "servlet").build())
		.build();

	/**
	 * Text that encoders stumble over: all UTF-8 lengths, escapes, half surrogate pairs.
	 */
	static final String AWKWARD = "a\u007F\u0080é߿ࠀ€\uFFFF😀\uD83D|\uDE00|\uDE00\uD83D \"\\/\b\f\n\r\t\u0000\u001F\u0085\u2028\u2029</script>\uD83D";

	/** What is left of {@link #AWKWARD} after encoding. */
	static final String AWKWARD_ENCODED = "a\u007F\u0080é߿ࠀ€\uFFFF😀\uFFFD|\uFFFD|\uFFFD\uFFFD \"\\/\b\f\n\r\t\u0000\u001F\u0085\u2028\u2029</script>\uFFFD";

	private SpanFixtures() {
	}

	static TestSpanData.Builder span(String name) {
		return TestSpanData.builder()
			.setName(name)
			.setKind(SpanKind.INTERNAL)
			.setSpanContext(context(SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault()))
			.setStartEpochNanos(1_000)
			.setEndEpochNanos(2_000)
			.setStatus(StatusData.unset())
			.setHasEnded(true)
			.setResource(RESOURCE)
			.setInstrumentationScopeInfo(SCOPE);
	}

	static List<SpanData> spans(int count) {
		List<SpanData> spans = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			spans.add(span("span-" + i).setAttributes(Attributes.builder().put("index", i).build()).build());
		}
		return spans;
	}

	static SpanContext context(String spanId, TraceFlags flags, TraceState state) {
		return SpanContext.create(TRACE_ID, spanId, flags, state);
	}

	static SpanContext remote(String spanId, TraceFlags flags, TraceState state) {
		return SpanContext.createFromRemoteParent(TRACE_ID, spanId, flags, state);
	}

	/**
	 * Return a span that uses everything a span can have.
	 * @return the span
	 */
	static SpanData fullSpan() {
		TraceState state = TraceState.builder().put("dd", "s:1").put("ot", "th:8").build();
		return span("GET /orders/{id}").setKind(SpanKind.SERVER)
			.setSpanContext(context(SPAN_ID, TraceFlags.fromByte((byte) 0x83), state))
			.setParentSpanContext(remote(OTHER_SPAN_ID, TraceFlags.getSampled(), state))
			.setStartEpochNanos(1_700_000_000_123_456_789L)
			.setEndEpochNanos(1_700_000_001_987_654_321L)
			.setAttributes(everyType())
			.setTotalAttributeCount(everyType().size() + 3)
			.setEvents(List.of(
					EventData.create(1_700_000_000_500_000_000L, "retry",
							Attributes.builder().put("attempt", 2).build(), 5),
					EventData.create(0, "", Attributes.empty())))
			.setTotalRecordedEvents(9)
			.setLinks(List.of(
					LinkData.create(remote(OTHER_SPAN_ID, TraceFlags.getSampled(), state),
							Attributes.builder().put("why", AWKWARD).build(), 3),
					LinkData.create(context(SPAN_ID, TraceFlags.getDefault(), TraceState.getDefault()))))
			.setTotalRecordedLinks(6)
			.setStatus(StatusData.create(StatusCode.ERROR, "no stock"))
			.build();
	}

	static Attributes everyType() {
		return Attributes.builder()
			.put("string", "text")
			.put("string.empty", "")
			.put("string.awkward", AWKWARD)
			.put(AWKWARD, "awkward key")
			.put("boolean", true)
			.put("boolean.false", false)
			.put("long", 42)
			.put("long.zero", 0)
			.put("long.negative", -1)
			.put("long.max", Long.MAX_VALUE)
			.put("long.min", Long.MIN_VALUE)
			.put("double", 1.5)
			.put("double.zero", 0.0)
			.put("double.negative-zero", -0.0)
			.put("double.max", Double.MAX_VALUE)
			.put("double.min", Double.MIN_VALUE)
			.put("double.nan", Double.NaN)
			.put("double.infinity", Double.POSITIVE_INFINITY)
			.put("double.negative-infinity", Double.NEGATIVE_INFINITY)
			.put(AttributeKey.stringArrayKey("strings"), Arrays.asList("a", null, AWKWARD, ""))
			.put(AttributeKey.booleanArrayKey("booleans"), List.of(true, false))
			.put(AttributeKey.longArrayKey("longs"), List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE))
			.put(AttributeKey.doubleArrayKey("doubles"), List.of(0.25, Double.NaN))
			.put(AttributeKey.stringArrayKey("strings.none"), List.of())
			.put(AttributeKey.valueKey("value.map"),
					Value.of(Map.of("nested", Value.of(Value.of(1L), Value.of("two"), Value.of(3.0)))))
			.put(AttributeKey.valueKey("value.mixed"),
					Value.of(Value.of(true), Value.empty(),
							Value.of(KeyValue.of("k", Value.of(new byte[] { 0, -1, 127 }))), Value.of(new byte[0])))
			.put(AttributeKey.valueKey("value.map.none"), Value.of(Map.of()))
			.build();
	}

}
