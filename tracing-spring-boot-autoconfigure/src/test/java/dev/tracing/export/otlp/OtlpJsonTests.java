package dev.tracing.export.otlp;

import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OtlpJson}, parsing with Jackson and comparing with what the protobuf
 * encoding of the same spans decodes to.
 */
class OtlpJsonTests {

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Test
	void saysTheSameAsTheProtobufEncoding() {
		Resource otherResource = Resource.create(Attributes.builder().put("service.name", "inventory").build());
		InstrumentationScopeInfo otherScope = InstrumentationScopeInfo.create("");
		List<SpanData> spans = List.of(SpanFixtures.fullSpan(), SpanFixtures.span("").build(),
				SpanFixtures.span("ok").setStatus(StatusData.ok()).build(),
				SpanFixtures.span("t").setStartEpochNanos(Long.MAX_VALUE).setEndEpochNanos(Long.MIN_VALUE).build(),
				SpanFixtures.span("r").setResource(otherResource).build(),
				SpanFixtures.span("s").setInstrumentationScopeInfo(otherScope).build());
		assertThat(this.mapper.readTree(OtlpJson.encode(spans))).isEqualTo(expected(decodeProtobuf(spans)));
	}

	@Test
	void saysNothingAboutNoSpans() {
		assertThat(OtlpJson.encode(List.of())).isEqualTo("{\"resourceSpans\":[]}");
	}

	@Test
	void writesOneLine() {
		assertThat(OtlpJson.encode(List.of(SpanFixtures.fullSpan()))
			.codePoints()
			.filter((c) -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)).isEmpty();
	}

	@Test
	void writesIdsAsHexAndNumbersAsTheSpecificationAsks() {
		Attributes attributes = Attributes.of(AttributeKey.longKey("n"), 5L);
		JsonNode span = encode(SpanFixtures.span("a").setAttributes(attributes).build());
		assertThat(span.get("traceId").stringValue()).isEqualTo(SpanFixtures.TRACE_ID);
		assertThat(span.get("spanId").stringValue()).isEqualTo(SpanFixtures.SPAN_ID);
		assertThat(span.has("parentSpanId")).isFalse();
		assertThat(span.get("kind").isIntegralNumber()).isTrue();
		assertThat(span.get("startTimeUnixNano").stringValue()).isEqualTo("1000");
		assertThat(span.get("attributes").get(0).get("value").get("intValue").stringValue()).isEqualTo("5");
	}

	@Test
	void writesNumbersThatJsonLacksAsStrings() {
		Attributes attributes = Attributes.of(AttributeKey.doubleArrayKey("d"),
				List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
		JsonNode values = encode(SpanFixtures.span("a").setAttributes(attributes).build())
			.at("/attributes/0/value/arrayValue/values");
		assertThat(values).extracting((value) -> value.get("doubleValue").stringValue())
			.containsExactly("NaN", "Infinity", "-Infinity");
	}

	@Test
	void leavesOutWhatIsNestedTooDeep() {
		Value<?> value = Value.of("core");
		for (int i = 0; i < 10_000; i++) {
			value = Value.of(value, Value.empty());
		}
		Attributes attributes = Attributes.of(AttributeKey.valueKey("deep"), value);
		JsonNode span = encode(SpanFixtures.span("deep").setAttributes(attributes).build());
		assertThat(span.at("/attributes/0/value/arrayValue/values/0/arrayValue").isObject()).isTrue();
	}

	private JsonNode encode(SpanData span) {
		return this.mapper.readTree(OtlpJson.encode(List.of(span))).at("/resourceSpans/0/scopeSpans/0/spans/0");
	}

	private static TracesData decodeProtobuf(Collection<SpanData> spans) {
		ProtobufBuffer buffer = new ProtobufBuffer(1024);
		new OtlpProtobufEncoder(buffer).encode(spans);
		try {
			return TracesData.parseFrom(Arrays.copyOf(buffer.array(), buffer.size()));
		}
		catch (InvalidProtocolBufferException ex) {
			throw new AssertionError(ex);
		}
	}

	private ObjectNode expected(Message message) {
		ObjectNode json = this.mapper.createObjectNode();
		if (message instanceof ArrayValue || message instanceof KeyValueList) {
			json.putArray("values");
		}
		for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
			String name = field.getKey().getJsonName();
			if (field.getKey().isRepeated()) {
				ArrayNode array = json.putArray(name);
				((List<?>) field.getValue()).forEach((value) -> array.add(expected(name, field.getKey(), value)));
			}
			else {
				json.set(name, expected(name, field.getKey(), field.getValue()));
			}
		}
		return json;
	}

	private JsonNode expected(String name, FieldDescriptor field, Object value) {
		Object plain = switch (field.getType()) {
			case MESSAGE -> expected((Message) value);
			case ENUM -> ((EnumValueDescriptor) value).getNumber();
			case BYTES -> name.endsWith("Id") ? HexFormat.of().formatHex(((ByteString) value).toByteArray())
					: ((ByteString) value).toByteArray();
			case INT64 -> value.toString();
			case FIXED64 -> Long.toUnsignedString((Long) value);
			case DOUBLE -> ((Double) value).isNaN() || ((Double) value).isInfinite() ? value.toString() : value;
			default -> value;
		};
		return this.mapper.readTree(this.mapper.writeValueAsString(plain));
	}

}
