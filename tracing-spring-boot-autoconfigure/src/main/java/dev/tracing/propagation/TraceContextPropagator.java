package dev.tracing.propagation;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace context in several formats, of which the first valid one wins, and writes
 * it in several. W3C Baggage travels beside them in both directions. Thread-safe.
 *
 * <p>
 * Nothing a carrier contains makes it throw: what cannot be read is no context.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class TraceContextPropagator implements TextMapPropagator {

	private static final ContextKey<TextMapPropagator> INBOUND = ContextKey.named("dev.tracing.inbound-format");

	private static final TextMapPropagator BAGGAGE = W3CBaggagePropagator.getInstance();

	private static final Map<PropagationFormat, TextMapPropagator> FORMATS = new EnumMap<>(
			Map.of(PropagationFormat.W3C, W3CTraceContextPropagator.getInstance(), PropagationFormat.B3,
					B3Format.SINGLE, PropagationFormat.B3_MULTI, B3Format.MULTI));

	private final TextMapPropagator[] extractors;

	private final TextMapPropagator[] injectors;

	private final boolean answersInInboundFormat;

	private final TracingFaults faults;

	private final List<String> fields;

	/**
	 * Create a propagator.
	 * @param extract formats to read, in order of precedence
	 * @param inject formats to write
	 * @param faults where failures are reported
	 */
	public TraceContextPropagator(List<PropagationFormat> extract, List<PropagationFormat> inject,
			TracingFaults faults) {
		this.extractors = propagators(extract);
		this.injectors = propagators(inject);
		this.answersInInboundFormat = inject.contains(PropagationFormat.INBOUND);
		this.faults = faults;
		this.fields = fields(this.extractors, this.injectors, this.answersInInboundFormat);
	}

	private static TextMapPropagator[] propagators(List<PropagationFormat> formats) {
		Set<TextMapPropagator> propagators = new LinkedHashSet<>();
		for (PropagationFormat format : formats) {
			TextMapPropagator propagator = FORMATS.get(format);
			if (propagator != null) {
				propagators.add(propagator);
			}
		}
		return propagators.toArray(TextMapPropagator[]::new);
	}

	private static List<String> fields(TextMapPropagator[] extractors, TextMapPropagator[] injectors,
			boolean answersInInboundFormat) {
		Set<String> fields = new LinkedHashSet<>();
		for (TextMapPropagator injector : injectors) {
			fields.addAll(injector.fields());
		}
		if (answersInInboundFormat) {
			for (TextMapPropagator extractor : extractors) {
				fields.addAll(extractor.fields());
			}
		}
		fields.addAll(BAGGAGE.fields());
		return List.copyOf(fields);
	}

	@Override
	public Collection<String> fields() {
		return this.fields;
	}

	@Override
	public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		try {
			return BAGGAGE.extract(extractTrace(context, carrier, getter), carrier, getter);
		}
		catch (RuntimeException ex) {
			this.faults.report("reading trace context", ex);
			return context;
		}
	}

	private <C> Context extractTrace(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
		for (TextMapPropagator extractor : this.extractors) {
			Context extracted = extractor.extract(context, carrier, getter);
			if (extracted != context && Span.fromContext(extracted).getSpanContext().isValid()) {
				return (this.answersInInboundFormat && !injects(extractor)) ? extracted.with(INBOUND, extractor)
						: extracted;
			}
		}
		return context;
	}

	private boolean injects(TextMapPropagator propagator) {
		for (TextMapPropagator injector : this.injectors) {
			if (injector == propagator) {
				return true;
			}
		}
		return false;
	}

	@Override
	public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
		try {
			for (TextMapPropagator injector : this.injectors) {
				injector.inject(context, carrier, setter);
			}
			TextMapPropagator inbound = (this.answersInInboundFormat) ? context.get(INBOUND) : null;
			if (inbound != null) {
				inbound.inject(context, carrier, setter);
			}
			BAGGAGE.inject(context, carrier, setter);
		}
		catch (RuntimeException ex) {
			this.faults.report("writing trace context", ex);
		}
	}

	@Override
	public String toString() {
		return "TraceContextPropagator" + this.fields;
	}

}
