package dev.tracing.export;

import java.util.List;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Finished spans of one trace that this process made under one local root, a span that
 * has no parent or a remote one.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param traceId trace that all spans belong to
 * @param rootSpanId span id of the local root, or the invalid span id where the root is
 * not known
 * @param spans at least one span; a complete local trace starts with its root
 * @param state what is known about the rest of the local trace
 */
public record LocalTrace(String traceId, String rootSpanId, List<SpanData> spans, State state) {

	public LocalTrace {
		spans = List.copyOf(spans);
	}

	/**
	 * Whether the local root is known, if not necessarily among the spans.
	 * @return {@code true} if {@link #rootSpanId()} is valid
	 */
	public boolean hasKnownRoot() {
		return SpanId.isValid(this.rootSpanId);
	}

	/**
	 * What is known about the rest of a local trace.
	 */
	public enum State {

		/**
		 * The local root has ended and comes first, with all descendants that ended
		 * before it.
		 */
		COMPLETE,

		/**
		 * The spans ended after their local root, which was handed over before.
		 */
		LATE,

		/**
		 * Spans are missing: the local root has not ended in time, or a part was handed
		 * over earlier to stay within the bounds.
		 */
		INCOMPLETE

	}

}
