package dev.tracing.instrument.annotation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;

/**
 * Writes attributes to a span or to the builder of one, which have no type in common.
 *
 * @param <T> what is written to
 */
interface AttributeWriter<T> {

	/**
	 * Writes to a span builder, for whoever looks at attributes during the start.
	 */
	AttributeWriter<SpanBuilder> TO_BUILDER = SpanBuilder::setAttribute;

	/**
	 * Writes to a started span.
	 */
	AttributeWriter<Span> TO_SPAN = Span::setAttribute;

	/**
	 * Write one attribute.
	 * @param <V> the type of the value
	 * @param target what to write to
	 * @param key the key
	 * @param value the value
	 */
	<V> void write(T target, AttributeKey<V> key, V value);

}
