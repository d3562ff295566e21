package dev.tracing.test;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the attributes of a span. Every failure prints the whole trace.
 *
 * @param <SELF> the type of the assertions
 */
abstract class AbstractSpanAttributesAssert<SELF extends AbstractSpanAttributesAssert<SELF>>
		extends AbstractAssert<SELF, TraceSpan> {

	AbstractSpanAttributesAssert(TraceSpan span, Class<?> selfType) {
		super(span, selfType);
	}

	/**
	 * Verifies that the span has an attribute with the given value.
	 * @param key the attribute key
	 * @param expected the value
	 * @param <T> the type of the value
	 * @return this assertion
	 */
	public <T> SELF hasAttribute(AttributeKey<T> key, T expected) {
		isNotNull();
		T value = this.actual.attribute(key);
		if (!expected.equals(value)) {
			throw fail("Expected attribute " + key.getKey() + " to be " + describe(expected) + " but was "
					+ describe((value != null) ? value : attribute(key.getKey())));
		}
		return this.myself;
	}

	/**
	 * Verifies that the span has an attribute with the given value and type. An
	 * {@code int} stands for the {@code long} that spans hold.
	 * @param key the name of the attribute
	 * @param expected the value: a string, number, boolean, or a list of these
	 * @return this assertion
	 */
	public SELF hasAttribute(String key, Object expected) {
		isNotNull();
		Object value = attribute(key);
		Object comparable = (expected instanceof Integer number) ? Long.valueOf(number) : expected;
		if (!comparable.equals(value)) {
			throw fail("Expected attribute " + key + " to be " + describe(comparable) + " but was " + describe(value));
		}
		return this.myself;
	}

	/**
	 * Verifies that the span has an attribute whose value meets the requirements.
	 * @param key the attribute key
	 * @param requirements assertions on the value
	 * @param <T> the type of the value
	 * @return this assertion
	 */
	public <T> SELF hasAttributeSatisfying(AttributeKey<T> key, Consumer<T> requirements) {
		isNotNull();
		T value = this.actual.attribute(key);
		if (value == null) {
			throw fail("Expected attribute " + key.getKey() + " but was " + describe(attribute(key.getKey())));
		}
		try {
			requirements.accept(value);
		}
		catch (AssertionError ex) {
			AssertionError error = fail("Attribute " + key.getKey() + ": " + ex.getMessage());
			error.addSuppressed(ex);
			throw error;
		}
		return this.myself;
	}

	/**
	 * Verifies that the span has none of the given attributes.
	 * @param keys the names of the attributes
	 * @return this assertion
	 */
	public SELF hasNoAttribute(String... keys) {
		isNotNull();
		for (String key : keys) {
			if (attribute(key) != null) {
				throw fail("Expected no attribute " + key + " but was " + describe(attribute(key)));
			}
		}
		return this.myself;
	}

	/**
	 * Verifies that the span does not have the given attribute.
	 * @param key the attribute key
	 * @return this assertion
	 */
	public SELF hasNoAttribute(AttributeKey<?> key) {
		return hasNoAttribute(key.getKey());
	}

	/**
	 * Verifies that the span has exactly the given attributes and no others.
	 * @param expected the attributes
	 * @return this assertion
	 */
	public SELF hasAttributesExactly(Attributes expected) {
		isNotNull();
		Map<String, Object> attributes = sorted(this.actual.data().getAttributes());
		if (!attributes.equals(sorted(expected))) {
			throw failureWithActualExpected(attributes, sorted(expected), "%s", describeFailure(
					"Expected exactly the attributes\n  " + sorted(expected) + "\nbut was\n  " + attributes));
		}
		return this.myself;
	}

	/**
	 * Returns an assertion error that prints the whole trace and, if that has several
	 * spans, names this one.
	 * @param message what was expected and what was found
	 */
	AssertionError fail(String message) {
		return failure("%s", describeFailure(message));
	}

	static String describe(@Nullable Object value) {
		if (value == null) {
			return "missing";
		}
		return (value instanceof CharSequence) ? "\"" + value + "\""
				: value + " (" + value.getClass().getSimpleName() + ")";
	}

	private String describeFailure(String message) {
		return "Span '" + this.actual.name() + "' " + this.actual.context().getSpanId() + ": " + message + ".\n\n"
				+ this.actual.trace();
	}

	private @Nullable Object attribute(String key) {
		return this.actual.data()
			.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.filter((attribute) -> attribute.getKey().getKey().equals(key))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	static Map<String, Object> sorted(Attributes attributes) {
		Map<String, Object> sorted = new TreeMap<>();
		attributes.forEach((key, value) -> sorted.put(key.getKey(), value));
		return sorted;
	}

}
