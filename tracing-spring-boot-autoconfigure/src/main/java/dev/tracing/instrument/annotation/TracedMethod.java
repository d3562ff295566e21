package dev.tracing.instrument.annotation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;

/**
 * What is known of a traced method before it is called. Arrays, because each call runs
 * through them.
 *
 * @param name the name of its spans
 * @param kind the kind of its spans
 * @param newTrace whether it begins a new trace
 * @param fixed attributes that are the same for each call
 * @param simple attributes from arguments whose type is a simple one
 * @param derived attributes from other arguments and expressions, for which code of the
 * application may run
 * @param returned attributes from what the method comes to
 * @param subscribed whether the method returns a publisher, each subscription to which is
 * a span
 * @param ofProxy whether the bean is itself a proxy that may trace the method already
 */
record TracedMethod(String name, SpanKind kind, boolean newTrace, FixedAttribute[] fixed, ValueAttribute[] simple,
		ValueAttribute[] derived, ValueAttribute[] returned, boolean subscribed, boolean ofProxy) {

	boolean hasArguments() {
		return this.simple.length + this.derived.length > 0;
	}

	/**
	 * An attribute that is the same for each call.
	 *
	 * @param key the key
	 * @param value the value
	 */
	record FixedAttribute(AttributeKey<String> key, String value) {

	}

}
