package dev.tracing.instrument;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;

/**
 * Where attributes go: the builder of a span, or the span itself once it has started.
 * Lets one method describe the work for both.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <T> type of what takes the attributes
 */
public interface AttributeTarget<T> {

	/**
	 * Sets attributes that a sampler may use.
	 */
	AttributeTarget<SpanBuilder> BUILDER = new AttributeTarget<>() {

		@Override
		public <V> void set(SpanBuilder builder, AttributeKey<V> key, V value) {
			builder.setAttribute(key, value);
		}

	};

	/**
	 * Sets attributes of a span that has started.
	 */
	AttributeTarget<Span> SPAN = new AttributeTarget<>() {

		@Override
		public <V> void set(Span span, AttributeKey<V> key, V value) {
			span.setAttribute(key, value);
		}

	};

	/**
	 * Set an attribute.
	 * @param <V> type of the value
	 * @param target what takes the attribute
	 * @param key the key
	 * @param value the value
	 */
	<V> void set(T target, AttributeKey<V> key, V value);

}
