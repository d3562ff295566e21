package dev.tracing.export.otlp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes in the JSON form of the messages {@code KeyValue} and
 * {@code AnyValue}; like {@link ProtobufAttributes} by a value's class. Not thread-safe.
 */
final class JsonAttributes {

	private final JsonBuffer json;

	JsonAttributes(JsonBuffer json) {
		this.json = json;
	}

	void write(Attributes attributes) {
		write(attributes, attributes.size());
	}

	/**
	 * Write the members {@code attributes} and {@code droppedAttributesCount} of the
	 * current object.
	 * @param attributes the attributes
	 * @param total the number of attributes before some were dropped
	 */
	void write(Attributes attributes, int total) {
		if (!attributes.isEmpty()) {
			this.json.name("attributes").beginArray();
			attributes.forEach((key, value) -> writeKeyValue(key.getKey(), value, 0));
			this.json.endArray();
		}
		this.json.numberUnlessZero("droppedAttributesCount", OtlpSpans.dropped(total, attributes.size()));
	}

	private void writeKeyValue(String key, @Nullable Object value, int depth) {
		this.json.beginObject().name("key").string(key).name("value");
		writeAnyValue(value, depth);
		this.json.endObject();
	}

	private void writeAnyValue(@Nullable Object value, int depth) {
		this.json.beginObject();
		if (value != null && depth < OtlpSpans.MAX_DEPTH) {
			writeContent(value, depth);
		}
		this.json.endObject();
	}

	private void writeContent(Object value, int depth) {
		if (value instanceof String text) {
			this.json.name("stringValue").string(text);
		}
		else if (value instanceof Boolean flag) {
			this.json.name("boolValue").raw(flag.toString());
		}
		else if (value instanceof Long number) {
			this.json.name("intValue").string(number.toString());
		}
		else if (value instanceof Double number) {
			writeDouble(number);
		}
		else if (value instanceof List<?> values) {
			writeArray(values, depth);
		}
		else if (value instanceof ByteBuffer bytes) {
			this.json.name("bytesValue").string(base64(bytes));
		}
		else if (value instanceof Value<?> wrapped) {
			writeWrapped(wrapped, depth);
		}
		else {
			this.json.name("stringValue").string(value.toString());
		}
	}

	private void writeDouble(Double value) {
		this.json.name("doubleValue");
		if (value.isNaN() || value.isInfinite()) {
			this.json.string(value.toString());
		}
		else {
			this.json.raw(value.toString());
		}
	}

	private void writeWrapped(Value<?> value, int depth) {
		switch (value.getType()) {
			case EMPTY -> {
			}
			case KEY_VALUE_LIST -> writeKeyValues((List<?>) value.getValue(), depth);
			default -> writeContent(value.getValue(), depth);
		}
	}

	private void writeArray(List<?> values, int depth) {
		this.json.name("arrayValue").beginObject().name("values").beginArray();
		for (Object value : values) {
			writeAnyValue(value, depth + 1);
		}
		this.json.endArray();
		this.json.endObject();
	}

	private void writeKeyValues(List<?> entries, int depth) {
		this.json.name("kvlistValue").beginObject().name("values").beginArray();
		for (Object entry : entries) {
			KeyValue keyValue = (KeyValue) entry;
			writeKeyValue(keyValue.getKey(), keyValue.getValue(), depth + 1);
		}
		this.json.endArray();
		this.json.endObject();
	}

	private static String base64(ByteBuffer bytes) {
		ByteBuffer encoded = Base64.getEncoder().encode(bytes.duplicate());
		return new String(encoded.array(), 0, encoded.limit(), StandardCharsets.ISO_8859_1);
	}

}
