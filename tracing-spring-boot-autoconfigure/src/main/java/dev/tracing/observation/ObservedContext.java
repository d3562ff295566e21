package dev.tracing.observation;

import dev.tracing.propagation.ScopedWork;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What tracing knows of one observation: the context its work belongs to, and the span if
 * the observation has one of its own. Shows that context's span to Micrometer, for
 * exemplars and user code.
 */
final class ObservedContext extends TracingContext implements ScopedWork {

	private final Context context;

	private final SpanContext currentAtStart;

	private final @Nullable ScopedWork enclosing;

	private final @Nullable Span span;

	private final boolean madeByRoom;

	private @Nullable Throwable recorded;

	private ObservedContext(Context context, SpanContext currentAtStart, @Nullable Span span, boolean madeByRoom) {
		this.enclosing = context.get(KEY);
		this.context = (span != null || madeByRoom) ? context.with(KEY, this) : context;
		this.currentAtStart = currentAtStart;
		this.span = span;
		this.madeByRoom = madeByRoom;
	}

	/**
	 * Create the state of an observation that has a span of its own.
	 * @param span the span
	 * @param parent the context of the span's parent
	 * @param currentAtStart the span that was current when the observation started
	 * @return the state
	 */
	static ObservedContext withSpan(Span span, Context parent, SpanContext currentAtStart) {
		return new ObservedContext(parent.with(span), currentAtStart, span, false);
	}

	/**
	 * Create the state of an observation whose work a room gave a context of its own.
	 * @param context the context, which has no span if the room wants none
	 * @param currentAtStart the span that was current when the observation started
	 * @return the state
	 */
	static ObservedContext madeByRoom(Context context, SpanContext currentAtStart) {
		return new ObservedContext(context, currentAtStart, Span.fromContextOrNull(context), true);
	}

	/**
	 * Create the state of an observation whose work belongs to the enclosing span.
	 * @param enclosing the context of that span
	 * @param currentAtStart the span that was current when the observation started
	 * @return the state
	 */
	static ObservedContext withoutSpan(Context enclosing, SpanContext currentAtStart) {
		return new ObservedContext(enclosing, currentAtStart, null, false);
	}

	/**
	 * Return the span of this observation.
	 * @return the span, or {@code null} if the observation has none of its own
	 */
	@Nullable Span ownSpan() {
		return this.span;
	}

	/**
	 * Whether a room made the context, so that it is the room's to end its span.
	 * @return {@code true} if a room did
	 */
	boolean isMadeByRoom() {
		return this.madeByRoom;
	}

	@Override
	public boolean isInScope() {
		return getScope() != null;
	}

	@Override
	public boolean startedIn(Context outer) {
		SpanContext outerSpan = Span.fromContext(outer).getSpanContext();
		return (outerSpan.isValid() && startedUnder(outerSpan))
				|| (this.enclosing != null && this.enclosing.startedIn(outer));
	}

	/**
	 * Return the context in which children of this observation start.
	 * @return a context
	 */
	Context context() {
		return this.context;
	}

	/**
	 * Whether the given span was already current when this observation started, so that
	 * whatever started later is closer.
	 * @param current the span that is current now
	 * @return {@code true} if nothing else has become current since
	 */
	boolean startedUnder(SpanContext current) {
		return this.currentAtStart.equals(current);
	}

	/**
	 * Whether an error differs from the one asked for last: observations report the same
	 * error when it occurs and again when they end.
	 * @param error the error
	 * @return {@code true} if it is not on the span yet
	 */
	boolean isNewError(Throwable error) {
		boolean isNew = this.recorded != error;
		this.recorded = error;
		return isNew;
	}

	/**
	 * Make this observation's own context current, as it is if a room made it. An
	 * observation without one changes nothing: whoever carries it to another thread
	 * carries the context along.
	 */
	void openScope() {
		if (this.madeByRoom) {
			ObservationScope.open(this, this.context);
		}
		else if (this.span != null) {
			ObservationScope.open(this, withBaggageOf(Context.current()));
		}
	}

	/**
	 * Baggage may have been added between start and scope.
	 */
	private Context withBaggageOf(Context current) {
		Baggage baggage = Baggage.fromContextOrNull(current);
		return (baggage != null) ? this.context.with(baggage) : this.context;
	}

	@Override
	public io.micrometer.tracing.@Nullable Span getSpan() {
		io.micrometer.tracing.Span view = super.getSpan();
		if (view == null) {
			Span current = Span.fromContext(this.context);
			if (current.getSpanContext().isValid()) {
				view = OtelSpan.fromOtel(current, this.context);
				setSpan(view);
			}
		}
		return view;
	}

}
