package dev.tracing.instrument.lambda;

/**
 * What becomes of the trace context that AWS X-Ray gives to an invocation.
 */
public enum XRayUse {

	/**
	 * The span of the invocation has a link to it, if X-Ray records that trace.
	 */
	LINK,

	/**
	 * It is the parent of the span of the invocation, and its sampling decision counts.
	 * For those who send their spans to X-Ray: everywhere else traces lose their root. If
	 * the event has a trace context of its own, the span has a link to that.
	 */
	PARENT,

	/**
	 * Nothing.
	 */
	IGNORE

}
