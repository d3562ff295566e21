package dev.tracing.export.otlp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes as the protobuf messages {@code KeyValue} and {@code AnyValue}. Not
 * thread-safe.
 *
 * <p>
 * What is written depends on a value's class, not on its key's type: the two differ when
 * raw types put a wrong value under a key, and arrays need no code per element type.
 */
final class ProtobufAttributes {

	private final ProtobufBuffer buffer;

	private final BiConsumer<AttributeKey<?>, Object> writer = this::writeAttribute;

	private int field;

	ProtobufAttributes(ProtobufBuffer buffer) {
		this.buffer = buffer;
	}

	/**
	 * Write attributes as a repeated field.
	 * @param field the field's number in the surrounding message
	 * @param attributes the attributes
	 */
	void write(int field, Attributes attributes) {
		this.field = field;
		attributes.forEach(this.writer);
	}

	private void writeAttribute(AttributeKey<?> key, Object value) {
		writeKeyValue(this.field, key.getKey(), value, 0);
	}

	private void writeKeyValue(int field, String key, @Nullable Object value, int depth) {
		int message = this.buffer.begin(field);
		this.buffer.stringUnlessEmpty(1, key);
		writeAnyValue(2, value, depth);
		this.buffer.end(message);
	}

	private void writeAnyValue(int field, @Nullable Object value, int depth) {
		int message = this.buffer.begin(field);
		if (value != null && depth < OtlpSpans.MAX_DEPTH) {
			writeContent(value, depth);
		}
		this.buffer.end(message);
	}

	private void writeContent(Object value, int depth) {
		if (value instanceof String text) {
			this.buffer.string(1, text);
		}
		else if (value instanceof Boolean flag) {
			this.buffer.varint(2, flag ? 1 : 0);
		}
		else if (value instanceof Long number) {
			this.buffer.varint(3, number);
		}
		else if (value instanceof Double number) {
			this.buffer.fixed64(4, Double.doubleToRawLongBits(number));
		}
		else if (value instanceof List<?> values) {
			writeArray(values, depth);
		}
		else if (value instanceof ByteBuffer bytes) {
			this.buffer.bytes(7, bytes);
		}
		else if (value instanceof Value<?> wrapped) {
			writeWrapped(wrapped, depth);
		}
		else {
			this.buffer.string(1, value.toString());
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
		int message = this.buffer.begin(5);
		for (Object value : values) {
			writeAnyValue(1, value, depth + 1);
		}
		this.buffer.end(message);
	}

	private void writeKeyValues(List<?> entries, int depth) {
		int message = this.buffer.begin(6);
		for (Object entry : entries) {
			KeyValue keyValue = (KeyValue) entry;
			writeKeyValue(1, keyValue.getKey(), keyValue.getValue(), depth + 1);
		}
		this.buffer.end(message);
	}

}
