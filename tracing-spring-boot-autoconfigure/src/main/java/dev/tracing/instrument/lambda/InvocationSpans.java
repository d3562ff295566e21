package dev.tracing.instrument.lambda;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.lambda.XRayContexts.Origin;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Starts the SERVER span of an invocation. Thread-safe.
 */
final class InvocationSpans {

	private final Tracer tracer;

	private final StartAttributes startAttributes;

	private final XRayContexts xRay;

	InvocationSpans(Tracer tracer, StartAttributes startAttributes, XRayContexts xRay) {
		this.tracer = tracer;
		this.startAttributes = startAttributes;
		this.xRay = xRay;
	}

	/**
	 * Return where an invocation comes from, for those who start its span by themselves.
	 */
	Origin originOf(Context sender, FunctionCall call) {
		return this.xRay.originOf(sender, call);
	}

	/**
	 * Start the span of an invocation.
	 * @param call what Lambda tells about it
	 * @param sender a context with the span that the event names, if any
	 * @param trigger what triggered it
	 */
	InvocationSpan start(FunctionCall call, Context sender, String trigger) {
		Origin origin = originOf(sender, call);
		SpanBuilder builder = this.tracer.spanBuilder(call.functionName())
			.setSpanKind(SpanKind.SERVER)
			.setParent(origin.parent());
		if (origin.link().isValid()) {
			builder.addLink(origin.link());
		}
		boolean beforeStart = this.startAttributes.beforeStart(origin.parent());
		if (beforeStart) {
			call.describe(trigger, builder, AttributeTarget.BUILDER);
		}
		Span span = builder.startSpan();
		if (!beforeStart && span.isRecording()) {
			call.describe(trigger, span, AttributeTarget.SPAN);
		}
		return new InvocationSpan(span, origin.parent().with(span));
	}

}
