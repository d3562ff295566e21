package dev.tracing.instrument.annotation;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.instrument.annotation.TracedMethod.FixedAttribute;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The life of a traced call's span. No method throws, whatever the application's own code
 * does while a span is described. Thread-safe.
 */
final class TracedSpans {

	private final Tracer tracer;

	private final StartAttributes startAttributes;

	private final TracingFaults faults;

	TracedSpans(Tracer tracer, StartAttributes startAttributes, TracingFaults faults) {
		this.tracer = tracer;
		this.startAttributes = startAttributes;
		this.faults = faults;
	}

	/**
	 * Start the span of a call.
	 * @param caller the context the method is called in
	 * @param method the method
	 * @param arguments the arguments
	 * @return the span, or {@code null} if it could not be started
	 */
	@Nullable Span start(Context caller, TracedMethod method, @Nullable Object[] arguments) {
		try {
			// All but the span stays: the baggage, and that nothing is to be recorded.
			Context parent = (method.newTrace()) ? caller.with(Span.getInvalid()) : caller;
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			SpanBuilder builder = this.tracer.spanBuilder(method.name()).setSpanKind(method.kind()).setParent(parent);
			if (method.newTrace()) {
				// The builder ignores a caller without a span.
				builder.addLink(Span.fromContext(caller).getSpanContext());
			}
			if (beforeStart) {
				writeFixed(builder, AttributeWriter.TO_BUILDER, method);
				write(builder, AttributeWriter.TO_BUILDER, method, method.simple(), arguments);
			}
			Span span = builder.startSpan();
			if (!beforeStart) {
				writeFixed(span, AttributeWriter.TO_SPAN, method);
			}
			if (method.hasArguments() && span.isRecording()) {
				if (!beforeStart) {
					write(span, AttributeWriter.TO_SPAN, method, method.simple(), arguments);
				}
				write(span, AttributeWriter.TO_SPAN, method, method.derived(), arguments);
			}
			return span;
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span " + method.name(), ex);
			return null;
		}
	}

	/**
	 * End the span of a call that returned, or of a subscription that completed.
	 * @param span the span
	 * @param method the method
	 * @param value what the method came to
	 */
	void end(Span span, TracedMethod method, @Nullable Object value) {
		describe(span, method, value);
		span.end();
	}

	/**
	 * Write the attributes from what a method came to.
	 * @param span the span
	 * @param method the method
	 * @param value what it came to
	 */
	void describe(Span span, TracedMethod method, @Nullable Object value) {
		if (method.returned().length > 0 && span.isRecording()) {
			for (ValueAttribute attribute : method.returned()) {
				write(span, AttributeWriter.TO_SPAN, method, attribute, value);
			}
		}
	}

	/**
	 * End the span of a call that failed.
	 * @param span the span
	 * @param exception what the method threw
	 */
	void fail(Span span, Throwable exception) {
		try {
			SpanErrors.record(span, exception);
		}
		catch (Throwable ex) {
			// An exception is code of the application too: its message may fail.
			this.faults.report("recording an exception", ex);
		}
		span.end();
	}

	/**
	 * Report that the outcome of a call cannot be followed.
	 * @param method the method
	 * @param exception why
	 */
	void cannotFollow(TracedMethod method, RuntimeException exception) {
		this.faults.report("following the result of " + method.name(), exception);
	}

	private static <T> void writeFixed(T target, AttributeWriter<T> writer, TracedMethod method) {
		for (FixedAttribute attribute : method.fixed()) {
			writer.write(target, attribute.key(), attribute.value());
		}
	}

	private <T> void write(T target, AttributeWriter<T> writer, TracedMethod method, ValueAttribute[] attributes,
			@Nullable Object[] arguments) {
		for (ValueAttribute attribute : attributes) {
			write(target, writer, method, attribute, arguments[attribute.argument()]);
		}
	}

	private <T> void write(T target, AttributeWriter<T> writer, TracedMethod method, ValueAttribute attribute,
			@Nullable Object value) {
		try {
			attribute.write(target, writer, value);
		}
		catch (Throwable ex) {
			// Errors too: a toString() that calls itself ends in a StackOverflowError.
			this.faults.report("reading the attribute " + attribute.attribute().name() + " of " + method.name(), ex);
		}
	}

}
