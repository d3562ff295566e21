package dev.tracing.benchmarks;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Where the decision to record a span comes from, and what it is.
 */
public enum Traffic {

	/**
	 * The caller records its trace.
	 */
	SAMPLED_PARENT(TraceFlags.getSampled(), 1),

	/**
	 * There is no caller, all new traces are recorded.
	 */
	SAMPLED_ROOT(null, 1),

	/**
	 * The caller does not record its trace.
	 */
	DROPPED_PARENT(TraceFlags.getDefault(), 1),

	/**
	 * There is no caller, no new trace is recorded.
	 */
	DROPPED_ROOT(null, 0);

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN_ID = "b7ad6b7169203331";

	private final @Nullable TraceFlags parent;

	private final double probability;

	Traffic(@Nullable TraceFlags parent, double probability) {
		this.parent = parent;
		this.probability = probability;
	}

	/**
	 * Return the share of new traces to record.
	 * @return 0 or 1
	 */
	double probability() {
		return this.probability;
	}

	/**
	 * Whether spans are recorded.
	 * @return {@code true} if they end in an exporter
	 */
	boolean isSampled() {
		return (this.parent != null) ? this.parent.isSampled() : this.probability > 0;
	}

	/**
	 * Return the caller's trace context as in W3C's header.
	 * @return the value of {@code traceparent}, {@code null} if there is no caller
	 */
	@Nullable String traceparent() {
		return (this.parent != null) ? "00-" + TRACE_ID + "-" + SPAN_ID + "-" + this.parent.asHex() : null;
	}

	/**
	 * Return the context of work within this process that a new span becomes a part of.
	 * @param tracer makes the caller's span, which is never ended
	 * @return a context with the caller's span, or the root context
	 */
	Context context(Tracer tracer) {
		if (this.parent == null) {
			return Context.root();
		}
		SpanContext remote = SpanContext.createFromRemoteParent(TRACE_ID, SPAN_ID, this.parent,
				TraceState.getDefault());
		Span caller = tracer.spanBuilder("caller").setParent(Context.root().with(Span.wrap(remote))).startSpan();
		return Context.root().with(caller);
	}

}
