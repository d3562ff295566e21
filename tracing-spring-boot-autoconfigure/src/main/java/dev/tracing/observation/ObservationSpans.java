package dev.tracing.observation;

import dev.tracing.instrument.SpanErrors;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;

import org.springframework.util.StringUtils;

/**
 * Makes, describes and propagates the spans of observations. Thread-safe.
 */
final class ObservationSpans {

	private static final String UNNAMED = "observation";

	private static final String OTHER_ERROR = "_OTHER";

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	private final boolean attributesAtStart;

	private final ObservationAttributes attributes = new ObservationAttributes();

	/**
	 * Create a maker of spans.
	 * @param tracer starts them
	 * @param propagator carries them to and from other services
	 * @param attributesAtStart whether something reads attributes while a span starts
	 */
	ObservationSpans(Tracer tracer, TextMapPropagator propagator, boolean attributesAtStart) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.attributesAtStart = attributesAtStart;
	}

	/**
	 * Return the context of a span's parent: what the observation received, if it did.
	 * @param observation the observation
	 * @param enclosing the context in which it happens
	 * @return a context
	 */
	Context parent(Observation.Context observation, Context enclosing) {
		return (observation instanceof ReceiverContext<?> receiver)
				? this.propagator.extract(enclosing, receiver, ReceiverGetter.INSTANCE) : enclosing;
	}

	Span start(Observation.Context observation, Context parent) {
		SpanBuilder builder = this.tracer.spanBuilder(nameOf(observation))
			.setParent(parent)
			.setSpanKind(kindOf(observation));
		if (this.attributesAtStart) {
			this.attributes.write(observation, builder);
		}
		return builder.startSpan();
	}

	/**
	 * Hand a context on with what the observation sends, if it does.
	 * @param observation the observation
	 * @param context the context with the observation's span
	 */
	void propagate(Observation.Context observation, Context context) {
		if (observation instanceof SenderContext<?> sender) {
			this.propagator.inject(context, sender, SenderSetter.INSTANCE);
		}
	}

	/**
	 * Write what is known at the end: the final name, all key values, the peer.
	 * @param observation the observation
	 * @param span its span, which records
	 */
	void describe(Observation.Context observation, Span span) {
		span.updateName(nameOf(observation));
		this.attributes.write(observation, span);
	}

	/**
	 * Write the observation's error, if it has one that is not on the span already.
	 * @param observation the observation
	 * @param observed its state
	 * @param span its span
	 */
	void recordError(Observation.Context observation, ObservedContext observed, Span span) {
		Throwable error = observation.getError();
		if (error != null) {
			if (observed.isNewError(error)) {
				SpanErrors.record(span, error);
			}
			return;
		}
		String reported = ObservationAttributes.errorOf(observation);
		if (reported != null) {
			span.setStatus(StatusCode.ERROR, reported);
			span.setAttribute(SpanErrors.ERROR_TYPE, OTHER_ERROR);
		}
	}

	private static String nameOf(Observation.Context observation) {
		String name = observation.getContextualName();
		if (!StringUtils.hasText(name)) {
			name = observation.getName();
		}
		return (name != null) ? name : UNNAMED;
	}

	private static SpanKind kindOf(Observation.Context observation) {
		if (observation instanceof SenderContext<?> sender) {
			return kindOf(sender.getKind());
		}
		return (observation instanceof ReceiverContext<?> receiver) ? kindOf(receiver.getKind()) : SpanKind.INTERNAL;
	}

	private static SpanKind kindOf(Kind kind) {
		return switch (kind) {
			case SERVER -> SpanKind.SERVER;
			case CLIENT -> SpanKind.CLIENT;
			case PRODUCER -> SpanKind.PRODUCER;
			case CONSUMER -> SpanKind.CONSUMER;
		};
	}

}
