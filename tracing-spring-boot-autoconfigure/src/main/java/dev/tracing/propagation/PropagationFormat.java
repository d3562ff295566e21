package dev.tracing.propagation;

/**
 * Formats of trace context headers.
 */
public enum PropagationFormat {

	/**
	 * W3C Trace Context: {@code traceparent} and {@code tracestate}.
	 */
	W3C,

	/**
	 * Zipkin's B3. Both forms are read; the single header {@code b3} is written.
	 */
	B3,

	/**
	 * Zipkin's B3. Both forms are read; the {@code X-B3-*} headers are written.
	 */
	B3_MULTI,

	/**
	 * Whatever format the trace arrived in. For writing only.
	 */
	INBOUND

}
