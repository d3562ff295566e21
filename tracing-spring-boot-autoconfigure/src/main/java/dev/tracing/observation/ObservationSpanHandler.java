package dev.tracing.observation;

import java.util.concurrent.TimeUnit;

import dev.tracing.logging.TracingFaults;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Turns observations into spans, and keeps those that become none in touch with the span
 * they happen in. Thread-safe.
 *
 * <p>
 * Nothing that goes wrong here reaches the caller, which is the application's own work:
 * it is reported, and the span goes without.
 */
final class ObservationSpanHandler implements TracingObservationHandler<Observation.Context> {

	private final ObservationSpans spans;

	private final SpanOwnership ownership;

	private final Tracer micrometerTracer;

	private final boolean knowsOurSpans;

	private final TracingFaults faults;

	/**
	 * Create a handler.
	 * @param spans makes the spans
	 * @param ownership which observations become spans
	 * @param micrometerTracer shows the spans to users of Micrometer; if it is made for
	 * another kind of spans, this handler accepts no observation
	 * @param faults where failures are reported
	 */
	ObservationSpanHandler(ObservationSpans spans, SpanOwnership ownership, Tracer micrometerTracer,
			TracingFaults faults) {
		this.spans = spans;
		this.ownership = ownership;
		this.micrometerTracer = micrometerTracer;
		this.knowsOurSpans = micrometerTracer.currentTraceContext() instanceof OtelCurrentTraceContext;
		this.faults = faults;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.knowsOurSpans;
	}

	@Override
	public Tracer getTracer() {
		return this.micrometerTracer;
	}

	@Override
	public void onStart(Observation.Context context) {
		Context current = Context.current();
		SpanContext currentSpan = Span.fromContext(current).getSpanContext();
		Context enclosing = EnclosingContext.of(context, current, currentSpan);
		// Handlers of meters insist on a tracing context, even if there is no span.
		ObservedContext observed = ObservedContext.withoutSpan(enclosing, currentSpan);
		try {
			ObservedSpans<Observation.Context> room = this.ownership.roomOf(context);
			if (room != null) {
				observed = ObservedContext.madeByRoom(room.start(context, enclosing), currentSpan);
			}
			else if (this.ownership.makesSpan(context.getName(), context)) {
				Context parent = this.spans.parent(context, enclosing);
				observed = ObservedContext.withSpan(this.spans.start(context, parent), parent, currentSpan);
				this.spans.propagate(context, observed.context());
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of an observation", ex);
		}
		context.put(TracingContext.class, observed);
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		ObservedContext observed = observed(context);
		if (observed != null) {
			observed.openScope();
		}
		else if (context instanceof NullObservation.NullContext) {
			openNullScope(context);
		}
	}

	/**
	 * Someone asks for a thread on which nothing is observed, for a while: takes back
	 * what observations made current, and nothing else.
	 */
	private static void openNullScope(Observation.Context context) {
		ObservationScope innermost = ObservationScope.innermost(Context.current());
		if (innermost != null) {
			ObservedContext nothing = ObservedContext.withoutSpan(innermost.base(), SpanContext.getInvalid());
			context.put(TracingContext.class, nothing);
			ObservationScope.open(nothing, nothing.context());
		}
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		CurrentTraceContext.Scope scope = scopeOf(context);
		if (scope != null) {
			scope.close();
		}
	}

	@Override
	@Deprecated
	public void onScopeReset(Observation.Context context) {
		if (scopeOf(context) instanceof ObservationScope scope) {
			scope.closeAll();
		}
	}

	private static CurrentTraceContext.@Nullable Scope scopeOf(Observation.Context context) {
		TracingContext tracingContext = context.get(TracingContext.class);
		return (tracingContext != null) ? tracingContext.getScope() : null;
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		ObservedContext observed = observed(context);
		Span span = (observed != null) ? observed.ownSpan() : null;
		if (span == null) {
			return;
		}
		try {
			if (event.getWallTime() == 0) {
				span.addEvent(event.getContextualName());
			}
			else {
				span.addEvent(event.getContextualName(), event.getWallTime(), TimeUnit.MILLISECONDS);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording an event of an observation", ex);
		}
	}

	@Override
	public void onError(Observation.Context context) {
		ObservedContext observed = observed(context);
		Span span = (observed != null) ? observed.ownSpan() : null;
		if (observed == null || span == null || observed.isMadeByRoom()) {
			return;
		}
		try {
			this.spans.recordError(context, observed, span);
		}
		catch (RuntimeException ex) {
			this.faults.report("recording the error of an observation", ex);
		}
	}

	@Override
	public void onStop(Observation.Context context) {
		ObservedContext observed = observed(context);
		if (observed != null && observed.isMadeByRoom()) {
			stop(context, observed);
			return;
		}
		Span span = (observed != null) ? observed.ownSpan() : null;
		if (observed == null || span == null) {
			return;
		}
		try {
			if (span.isRecording()) {
				this.spans.describe(context, span);
				this.spans.recordError(context, observed, span);
			}
			span.end();
		}
		catch (RuntimeException ex) {
			span.end();
			this.faults.report("finishing the span of an observation", ex);
		}
	}

	private void stop(Observation.Context context, ObservedContext observed) {
		ObservedSpans<Observation.Context> room = this.ownership.roomOf(context);
		try {
			if (room != null) {
				room.end(context, observed.context(), context.getError());
			}
		}
		catch (RuntimeException ex) {
			Span.fromContext(observed.context()).end();
			this.faults.report("finishing the span of an observation", ex);
		}
	}

	private static @Nullable ObservedContext observed(Observation.Context context) {
		TracingContext tracingContext = context.get(TracingContext.class);
		return (tracingContext instanceof ObservedContext observed) ? observed : null;
	}

}
