package dev.tracing.sampling;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;

/**
 * Says whether anything looks at a span's attributes while it starts. Where nothing does,
 * instrumentation sets them after the start, and on recording spans only: a span that is
 * dropped then costs next to nothing.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public enum StartAttributes {

	/**
	 * A sampler or a span processor reads attributes at start: they must be given to the
	 * span builder.
	 */
	REQUIRED,

	/**
	 * Nobody reads attributes before the start is over.
	 */
	DEFERRABLE;

	/**
	 * Whether attributes must be given to the span builder.
	 * @return {@code true} if something reads them at start
	 */
	public boolean required() {
		return this == REQUIRED;
	}

	/**
	 * Whether to give attributes to the span builder. Where that is not required, it pays
	 * for a child of a sampled span, which most likely records them: a builder takes each
	 * without a lock.
	 * @param parent the context to start the span in
	 * @return {@code false} to set them after the start, if the span is recording
	 */
	public boolean beforeStart(Context parent) {
		return this == REQUIRED || Span.fromContext(parent).getSpanContext().isSampled();
	}

}
