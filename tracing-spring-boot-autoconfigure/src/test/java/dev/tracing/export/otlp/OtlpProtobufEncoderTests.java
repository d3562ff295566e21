package dev.tracing.export.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OtlpProtobufEncoder}, decoding with the generated protobuf classes.
 */
class OtlpProtobufEncoderTests {

	private final ProtobufBuffer buffer = new ProtobufBuffer(1);

	private final OtlpProtobufEncoder encoder = new OtlpProtobufEncoder(this.buffer);

	@Test
	void encodesIdsTimesNameAndFlags() {
		Span span = encodeOne(SpanFixtures.fullSpan());
		assertThat(hex(span.getTraceId())).isEqualTo(SpanFixtures.TRACE_ID);
		assertThat(hex(span.getSpanId())).isEqualTo(SpanFixtures.SPAN_ID);
		assertThat(hex(span.getParentSpanId())).isEqualTo(SpanFixtures.OTHER_SPAN_ID);
		assertThat(span.getTraceState()).isEqualTo("ot=th:8,dd=s:1");
		assertThat(span.getName()).isEqualTo("GET /orders/{id}");
		assertThat(span.getStartTimeUnixNano()).isEqualTo(1_700_000_000_123_456_789L);
		assertThat(span.getEndTimeUnixNano()).isEqualTo(1_700_000_001_987_654_321L);
		assertThat(span.getFlags()).isEqualTo(0x383);
	}

	@Test
	void encodesDroppedCounts() {
		Span span = encodeOne(SpanFixtures.fullSpan());
		assertThat(span.getDroppedAttributesCount()).isEqualTo(3);
		assertThat(span.getDroppedEventsCount()).isEqualTo(7);
		assertThat(span.getDroppedLinksCount()).isEqualTo(4);
	}

	@Test
	void encodesEvents() {
		Span span = encodeOne(SpanFixtures.fullSpan());
		assertThat(span.getEventsCount()).isEqualTo(2);
		assertThat(span.getEvents(0).getName()).isEqualTo("retry");
		assertThat(span.getEvents(0).getTimeUnixNano()).isEqualTo(1_700_000_000_500_000_000L);
		assertThat(span.getEvents(0).getDroppedAttributesCount()).isEqualTo(4);
		assertThat(attribute(span.getEvents(0).getAttributesList(), "attempt").getIntValue()).isEqualTo(2);
		assertThat(span.getEvents(1)).isEqualTo(Span.Event.getDefaultInstance());
	}

	@Test
	void encodesLinks() {
		Span span = encodeOne(SpanFixtures.fullSpan());
		assertThat(span.getLinksCount()).isEqualTo(2);
		Span.Link remote = span.getLinks(0);
		assertThat(hex(remote.getTraceId())).isEqualTo(SpanFixtures.TRACE_ID);
		assertThat(hex(remote.getSpanId())).isEqualTo(SpanFixtures.OTHER_SPAN_ID);
		assertThat(remote.getTraceState()).isEqualTo("ot=th:8,dd=s:1");
		assertThat(remote.getFlags()).isEqualTo(0x301);
		assertThat(remote.getDroppedAttributesCount()).isEqualTo(2);
		assertThat(attribute(remote.getAttributesList(), "why").getStringValue())
			.isEqualTo(SpanFixtures.AWKWARD_ENCODED);
		assertThat(span.getLinks(1).getFlags()).isEqualTo(0x100);
	}

	@Test
	void encodesEveryTypeOfAttribute() {
		List<KeyValue> attributes = encodeOne(SpanFixtures.fullSpan()).getAttributesList();
		assertThat(attributes).hasSameSizeAs(SpanFixtures.everyType().asMap().keySet());
		assertThat(attribute(attributes, "string").getStringValue()).isEqualTo("text");
		assertThat(attribute(attributes, "string.empty").hasStringValue()).isTrue();
		assertThat(attribute(attributes, "string.awkward").getStringValue()).isEqualTo(SpanFixtures.AWKWARD_ENCODED);
		assertThat(attribute(attributes, SpanFixtures.AWKWARD_ENCODED).getStringValue()).isEqualTo("awkward key");
		assertThat(attribute(attributes, "boolean").getBoolValue()).isTrue();
		assertThat(attribute(attributes, "boolean.false").hasBoolValue()).isTrue();
		assertThat(attribute(attributes, "boolean.false").getBoolValue()).isFalse();
		assertThat(attribute(attributes, "long.zero").hasIntValue()).isTrue();
		assertThat(attribute(attributes, "long.negative").getIntValue()).isEqualTo(-1);
		assertThat(attribute(attributes, "long.max").getIntValue()).isEqualTo(Long.MAX_VALUE);
		assertThat(attribute(attributes, "long.min").getIntValue()).isEqualTo(Long.MIN_VALUE);
		assertThat(attribute(attributes, "double.zero").hasDoubleValue()).isTrue();
		assertThat(attribute(attributes, "double.negative-zero").getDoubleValue()).isEqualTo(-0.0);
		assertThat(attribute(attributes, "double.max").getDoubleValue()).isEqualTo(Double.MAX_VALUE);
		assertThat(attribute(attributes, "double.min").getDoubleValue()).isEqualTo(Double.MIN_VALUE);
		assertThat(attribute(attributes, "double.nan").getDoubleValue()).isNaN();
		assertThat(attribute(attributes, "double.infinity").getDoubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
	}

	@Test
	void encodesArrays() {
		List<KeyValue> attributes = encodeOne(SpanFixtures.fullSpan()).getAttributesList();
		assertThat(array(attributes, "strings")).extracting(AnyValue::getStringValue)
			.containsExactly("a", "", SpanFixtures.AWKWARD_ENCODED, "");
		assertThat(array(attributes, "strings")).extracting(AnyValue::hasStringValue)
			.containsExactly(true, false, true, true);
		assertThat(array(attributes, "booleans")).extracting(AnyValue::getBoolValue).containsExactly(true, false);
		assertThat(array(attributes, "longs")).extracting(AnyValue::getIntValue)
			.containsExactly(0L, Long.MIN_VALUE, Long.MAX_VALUE);
		assertThat(array(attributes, "doubles")).extracting(AnyValue::getDoubleValue).containsExactly(0.25, Double.NaN);
	}

	@Test
	void encodesNestedValues() {
		List<KeyValue> attributes = encodeOne(SpanFixtures.fullSpan()).getAttributesList();
		KeyValue nested = attribute(attributes, "value.map").getKvlistValue().getValues(0);
		assertThat(nested.getKey()).isEqualTo("nested");
		assertThat(nested.getValue().getArrayValue().getValuesList()).containsExactly(
				AnyValue.newBuilder().setIntValue(1).build(), AnyValue.newBuilder().setStringValue("two").build(),
				AnyValue.newBuilder().setDoubleValue(3).build());
		List<AnyValue> mixed = array(attributes, "value.mixed");
		assertThat(mixed.get(0).getBoolValue()).isTrue();
		assertThat(mixed.get(1)).isEqualTo(AnyValue.getDefaultInstance());
		assertThat(mixed.get(2).getKvlistValue().getValues(0).getValue().getBytesValue().toByteArray())
			.containsExactly(0, -1, 127);
		assertThat(mixed.get(3).hasBytesValue()).isTrue();
		assertThat(attribute(attributes, "value.map.none").hasKvlistValue()).isTrue();
	}

	@Test
	void leavesOutWhatIsNestedTooDeepToBeDecoded() {
		Value<?> value = Value.of("core");
		for (int i = 0; i < 10_000; i++) {
			value = Value.of(io.opentelemetry.api.common.KeyValue.of("k", value));
		}
		Attributes attributes = Attributes.of(AttributeKey.valueKey("deep"), value);
		Span span = encodeOne(SpanFixtures.span("deep").setAttributes(attributes).build());
		assertThat(span.getAttributes(0).getValue().hasKvlistValue()).isTrue();
	}

	@Test
	void leavesOutDefaults() {
		Span span = encodeOne(
				SpanFixtures.span("").setStartEpochNanos(0).setEndEpochNanos(0).setTotalAttributeCount(-1).build());
		assertThat(span).isEqualTo(Span.newBuilder()
			.setTraceId(ByteString.fromHex(SpanFixtures.TRACE_ID))
			.setSpanId(ByteString.fromHex(SpanFixtures.SPAN_ID))
			.setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
			.setFlags(0x101)
			.build());
	}

	@Test
	void encodesExtremeTimes() {
		Span span = encodeOne(
				SpanFixtures.span("t").setStartEpochNanos(Long.MAX_VALUE).setEndEpochNanos(Long.MIN_VALUE).build());
		assertThat(span.getStartTimeUnixNano()).isEqualTo(Long.MAX_VALUE);
		assertThat(span.getEndTimeUnixNano()).isEqualTo(Long.MIN_VALUE);
	}

	@ParameterizedTest
	@EnumSource
	void encodesKinds(SpanKind kind) {
		assertThat(encodeOne(SpanFixtures.span("k").setKind(kind).build()).getKind().name())
			.isEqualTo("SPAN_KIND_" + kind.name());
	}

	@Test
	void encodesStatus() {
		assertThat(status(StatusData.ok()).getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_OK);
		assertThat(status(StatusData.unset()).hasStatus()).isFalse();
		Span failed = status(StatusData.create(StatusCode.ERROR, SpanFixtures.AWKWARD));
		assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
		assertThat(failed.getStatus().getMessage()).isEqualTo(SpanFixtures.AWKWARD_ENCODED);
	}

	@Test
	void saysThatALocalParentIsLocal() {
		SpanContext parent = SpanFixtures.context(SpanFixtures.OTHER_SPAN_ID, TraceFlags.getSampled(),
				TraceState.getDefault());
		Span span = encodeOne(SpanFixtures.span("child").setParentSpanContext(parent).build());
		assertThat(span.getFlags()).isEqualTo(0x101);
		assertThat(hex(span.getParentSpanId())).isEqualTo(SpanFixtures.OTHER_SPAN_ID);
	}

	@Test
	void groupsByResourceAndScope() {
		Resource otherResource = Resource.create(Attributes.builder().put("service.name", "inventory").build());
		InstrumentationScopeInfo otherScope = InstrumentationScopeInfo.create("");
		List<ResourceSpans> groups = encode(List.of(SpanFixtures.span("a").build(),
				SpanFixtures.span("b").setResource(otherResource).build(),
				SpanFixtures.span("c").setInstrumentationScopeInfo(otherScope).build(), SpanFixtures.span("d").build()))
			.getResourceSpansList();
		assertThat(groups).hasSize(2);
		ResourceSpans orders = groups.get(0);
		assertThat(attribute(orders.getResource().getAttributesList(), "service.name").getStringValue())
			.isEqualTo("orders");
		assertThat(orders.getSchemaUrl()).isEqualTo("https://opentelemetry.io/schemas/1.42.0");
		assertThat(orders.getScopeSpansList()).hasSize(2);
		assertThat(orders.getScopeSpans(0).getSpansList()).extracting(Span::getName).containsExactly("a", "d");
		assertThat(orders.getScopeSpans(0).getSchemaUrl()).isEqualTo("https://opentelemetry.io/schemas/1.41.0");
		InstrumentationScope scope = orders.getScopeSpans(0).getScope();
		assertThat(scope.getName()).isEqualTo("dev.tracing.servlet");
		assertThat(scope.getVersion()).isEqualTo("1.0");
		assertThat(attribute(scope.getAttributesList(), "room").getStringValue()).isEqualTo("servlet");
		assertThat(orders.getScopeSpans(1).getScope()).isEqualTo(InstrumentationScope.getDefaultInstance());
		assertThat(orders.getScopeSpans(1).getSpansList()).extracting(Span::getName).containsExactly("c");
		assertThat(groups.get(1).getScopeSpans(0).getSpansList()).extracting(Span::getName).containsExactly("b");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 42, 43, 63, 64, 126, 127, 128, 129, 5_461, 5_462, 16_382, 16_383, 16_384, 2_097_151,
			2_097_152, 3_000_000 })
	void encodesTextOfAnyLength(int length) {
		for (String unit : List.of("x", "é", "€")) {
			String text = unit.repeat(length);
			assertThat(encodeOne(SpanFixtures.span(text).build()).getName().equals(text)).isTrue();
		}
	}

	@Test
	void encodesBigBatches() {
		List<SpanData> spans = SpanFixtures.spans(20_000);
		List<Span> decoded = encode(spans).getResourceSpans(0).getScopeSpans(0).getSpansList();
		assertThat(decoded).extracting(Span::getName)
			.containsExactlyElementsOf(spans.stream().map(SpanData::getName).toList());
	}

	@Test
	void encodesNothing() {
		assertThat(encode(List.of())).isEqualTo(ExportTraceServiceRequest.getDefaultInstance());
	}

	@Test
	void writesTheSameBytesAsTheGeneratedClasses() {
		ExportTraceServiceRequest decoded = encode(List.of(SpanFixtures.fullSpan()));
		assertThat(this.buffer.size()).isEqualTo(decoded.getSerializedSize());
	}

	@Test
	void leavesOutASpanThatCannotBeEncoded() {
		SpanData broken = new DelegatingSpanData(SpanFixtures.fullSpan()) {
			@Override
			public StatusData getStatus() {
				throw new IllegalStateException("broken");
			}
		};
		this.buffer.truncate(0);
		assertThat(this.encoder
			.encode(List.of(SpanFixtures.span("before").build(), broken, SpanFixtures.span("after").build())))
			.isEqualTo(2);
		assertThat(this.encoder.fault()).hasMessage("broken");
		assertThat(decode().getResourceSpans(0).getScopeSpans(0).getSpansList()).extracting(Span::getName)
			.containsExactly("before", "after");
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void encodesValuesThatDoNotMatchTheTypeOfTheirKey() {
		AttributeKey number = AttributeKey.stringKey("number");
		AttributeKey text = AttributeKey.longKey("text");
		AttributeKey other = AttributeKey.doubleKey("other");
		Attributes attributes = Attributes.of(number, 7L, text, "seven", other, StandardCharsets.UTF_8);
		List<KeyValue> encoded = encodeOne(SpanFixtures.span("mixed").setAttributes(attributes).build())
			.getAttributesList();
		assertThat(attribute(encoded, "number").getIntValue()).isEqualTo(7);
		assertThat(attribute(encoded, "text").getStringValue()).isEqualTo("seven");
		assertThat(attribute(encoded, "other").getStringValue()).isEqualTo("UTF-8");
	}

	private Span status(StatusData status) {
		return encodeOne(SpanFixtures.span("status").setStatus(status).build());
	}

	private Span encodeOne(SpanData span) {
		return encode(List.of(span)).getResourceSpans(0).getScopeSpans(0).getSpans(0);
	}

	private ExportTraceServiceRequest encode(Collection<SpanData> spans) {
		this.buffer.truncate(0);
		assertThat(this.encoder.encode(spans)).isEqualTo(spans.size());
		assertThat(this.encoder.fault()).isNull();
		return decode();
	}

	private ExportTraceServiceRequest decode() {
		try {
			return ExportTraceServiceRequest.parseFrom(Arrays.copyOf(this.buffer.array(), this.buffer.size()));
		}
		catch (InvalidProtocolBufferException ex) {
			throw new AssertionError(ex);
		}
	}

	private static AnyValue attribute(List<KeyValue> attributes, String key) {
		return attributes.stream()
			.filter((attribute) -> attribute.getKey().equals(key))
			.map(KeyValue::getValue)
			.findFirst()
			.orElseThrow();
	}

	private static List<AnyValue> array(List<KeyValue> attributes, String key) {
		return attribute(attributes, key).getArrayValue().getValuesList();
	}

	private static String hex(ByteString bytes) {
		return HexFormat.of().formatHex(bytes.toByteArray());
	}

}
