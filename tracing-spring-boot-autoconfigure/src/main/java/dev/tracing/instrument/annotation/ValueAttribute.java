package dev.tracing.instrument.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.util.ObjectUtils;

/**
 * An attribute whose value comes with the call: from an argument, or from what the method
 * returns.
 *
 * @param argument the index of the argument; meaningless for what the method returns
 * @param attribute the attribute
 * @param expression evaluated against the value, or {@code null} for the value itself
 */
record ValueAttribute(int argument, TypedAttribute attribute, @Nullable Expression expression) {

	/**
	 * Write the attribute.
	 * @param <T> the type of the target
	 * @param target what to write to
	 * @param writer how to write to it
	 * @param value the argument, or what the method returned
	 */
	<T> void write(T target, AttributeWriter<T> writer, @Nullable Object value) {
		Object content = ObjectUtils.unwrapOptional(value);
		if (content != null && this.expression != null) {
			content = ObjectUtils.unwrapOptional(this.expression.getValue(content));
		}
		this.attribute.write(target, writer, content);
	}

}
