package dev.tracing.instrument.annotation;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * One attribute name with a key for each type of value, so that a value is written as
 * what it is.
 */
final class TypedAttribute {

	/**
	 * Keeps a span small, and the call fast, whatever the application hands around.
	 */
	static final int MAX_ELEMENTS = 128;

	private final AttributeKey<String> text;

	private final AttributeKey<Long> integer;

	private final AttributeKey<Double> decimal;

	private final AttributeKey<Boolean> flag;

	private final AttributeKey<List<String>> texts;

	private final AttributeKey<List<Long>> integers;

	private final AttributeKey<List<Double>> decimals;

	private final AttributeKey<List<Boolean>> flags;

	TypedAttribute(String name) {
		this.text = AttributeKey.stringKey(name);
		this.integer = AttributeKey.longKey(name);
		this.decimal = AttributeKey.doubleKey(name);
		this.flag = AttributeKey.booleanKey(name);
		this.texts = AttributeKey.stringArrayKey(name);
		this.integers = AttributeKey.longArrayKey(name);
		this.decimals = AttributeKey.doubleArrayKey(name);
		this.flags = AttributeKey.booleanArrayKey(name);
	}

	String name() {
		return this.text.getKey();
	}

	/**
	 * Write a value.
	 * @param <T> the type of the target
	 * @param target what to write to
	 * @param writer how to write to it
	 * @param value the value; nothing is written for {@code null}
	 */
	<T> void write(T target, AttributeWriter<T> writer, @Nullable Object value) {
		if (value == null) {
			return;
		}
		if (value instanceof String string) {
			writer.write(target, this.text, string);
		}
		else if (isInteger(value)) {
			writer.write(target, this.integer, toLong(value));
		}
		else if (value instanceof Boolean bool) {
			writer.write(target, this.flag, bool);
		}
		else if (isDecimal(value)) {
			writer.write(target, this.decimal, toDouble(value));
		}
		else if (value instanceof Collection<?> collection) {
			writeAll(target, writer, elements(collection));
		}
		else if (value.getClass().isArray()) {
			writeAll(target, writer, elements(value));
		}
		else {
			writer.write(target, this.text, value.toString());
		}
	}

	private <T> void writeAll(T target, AttributeWriter<T> writer, List<Object> elements) {
		// An empty array is one of text, for no element tells better.
		if (elements.isEmpty()) {
			writer.write(target, this.texts, List.of());
		}
		else if (elements.stream().allMatch(TypedAttribute::isInteger)) {
			writer.write(target, this.integers, map(elements, TypedAttribute::toLong));
		}
		else if (elements.stream().allMatch(TypedAttribute::isDecimal)) {
			writer.write(target, this.decimals, map(elements, TypedAttribute::toDouble));
		}
		else if (elements.stream().allMatch(Boolean.class::isInstance)) {
			writer.write(target, this.flags, map(elements, Boolean.class::cast));
		}
		else {
			writer.write(target, this.texts, map(elements, Object::toString));
		}
	}

	private static boolean isInteger(Object value) {
		return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte;
	}

	private static boolean isDecimal(Object value) {
		return value instanceof Double || value instanceof Float;
	}

	private static Long toLong(Object value) {
		return (value instanceof Long number) ? number : Long.valueOf(((Number) value).longValue());
	}

	private static Double toDouble(Object value) {
		return (value instanceof Double number) ? number : Double.valueOf(((Number) value).doubleValue());
	}

	private static List<Object> elements(Collection<?> collection) {
		List<Object> elements = new ArrayList<>(Math.min(collection.size(), MAX_ELEMENTS));
		Iterator<?> iterator = collection.iterator();
		while (elements.size() < MAX_ELEMENTS && iterator.hasNext()) {
			Object element = iterator.next();
			if (element != null) {
				elements.add(element);
			}
		}
		return elements;
	}

	private static List<Object> elements(Object array) {
		int length = Array.getLength(array);
		List<Object> elements = new ArrayList<>(Math.min(length, MAX_ELEMENTS));
		for (int i = 0; i < length && elements.size() < MAX_ELEMENTS; i++) {
			Object element = Array.get(array, i);
			if (element != null) {
				elements.add(element);
			}
		}
		return elements;
	}

	private static <V> List<V> map(List<Object> elements, Function<Object, V> function) {
		List<V> values = new ArrayList<>(elements.size());
		for (Object element : elements) {
			values.add(function.apply(element));
		}
		return values;
	}

}
