package dev.tracing.instrument.lambda;

import java.util.function.Supplier;

import dev.tracing.propagation.XRayTraceHeader;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Decides between the trace context an event brings along and the one of AWS X-Ray.
 */
final class XRayContexts {

	private static final String PROPERTY = "com.amazonaws.xray.traceHeader";

	private static final String VARIABLE = "_X_AMZN_TRACE_ID";

	private final XRayUse use;

	private final Supplier<@Nullable String> processHeader;

	/**
	 * Create an instance.
	 * @param use what becomes of X-Ray's context
	 * @param processHeader X-Ray's header as the process has it, for runtimes that do not
	 * give it to the handler
	 */
	XRayContexts(XRayUse use, Supplier<@Nullable String> processHeader) {
		this.use = use;
		this.processHeader = processHeader;
	}

	/**
	 * Return the header that a runtime publishes for the whole process. One that runs
	 * several invocations at once has none.
	 */
	static @Nullable String processHeader() {
		String property = System.getProperty(PROPERTY);
		return (property != null) ? property : System.getenv(VARIABLE);
	}

	/**
	 * Return where an invocation comes from.
	 * @param sender a context with the span that the event names, if any
	 * @param call tells X-Ray's header
	 */
	Origin originOf(Context sender, FunctionCall call) {
		if (this.use == XRayUse.IGNORE || TraceSuppression.isSuppressed(sender)) {
			return new Origin(sender, SpanContext.getInvalid());
		}
		String header = call.xRayHeader();
		Context xRay = XRayTraceHeader.extract(sender, (header != null) ? header : this.processHeader.get());
		SpanContext sent = Span.fromContext(sender).getSpanContext();
		SpanContext traced = Span.fromContext(xRay).getSpanContext();
		if (xRay == sender || sent.getSpanId().equals(traced.getSpanId())) {
			return new Origin(sender, SpanContext.getInvalid());
		}
		if (this.use == XRayUse.PARENT) {
			return new Origin(xRay, sent);
		}
		// What X-Ray does not sample, nobody can look up.
		return new Origin(sender, (traced.isSampled()) ? traced : SpanContext.getInvalid());
	}

	/**
	 * Where an invocation comes from.
	 *
	 * @param parent the context to start its span in
	 * @param link a span to link to, or an invalid one
	 */
	record Origin(Context parent, SpanContext link) {

	}

}
