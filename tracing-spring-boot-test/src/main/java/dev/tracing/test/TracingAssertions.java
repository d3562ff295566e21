package dev.tracing.test;

import io.opentelemetry.sdk.trace.data.SpanData;

import java.util.List;

/**
 * Entry point of the assertions on traces. The methods have the name of AssertJ's own, so
 * both can be imported statically side by side.
 *
 * <pre class="code">
 * assertThat(recorder).hasSingleTrace((trace) -&gt; trace
 *     .hasRoot("GET /orders/{id}", (server) -&gt; server.isServer()
 *         .hasAttribute("http.route", "/orders/{id}")
 *         .hasChild("GET", (client) -&gt; client.isClient().hasStatus(StatusCode.UNSET)))
 *     .hasNoErrors());
 * </pre>
 */
public final class TracingAssertions {

	private TracingAssertions() {
	}

	/**
	 * Begins assertions on everything a recorder has seen. They first wait until no span
	 * is open.
	 * @param recorder the recorder
	 * @return the assertions
	 */
	public static TraceRecorderAssert assertThat(TraceRecorder recorder) {
		return new TraceRecorderAssert(recorder);
	}

	/**
	 * Begins assertions on one trace.
	 * @param trace the trace
	 * @return the assertions
	 */
	public static TraceAssert assertThat(Trace trace) {
		return new TraceAssert(trace);
	}

	/**
	 * Begins assertions on one span and the tree around it.
	 * @param span the span
	 * @return the assertions
	 */
	public static TraceSpanAssert assertThat(TraceSpan span) {
		return new TraceSpanAssert(span);
	}

	/**
	 * Begins assertions on a span taken alone, without its parent and children.
	 * @param span the span
	 * @return the assertions
	 */
	public static TraceSpanAssert assertThat(SpanData span) {
		return new TraceSpanAssert(Trace.of(List.of(span)).root());
	}

}
