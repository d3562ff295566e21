package dev.tracing.propagation;

import java.util.Locale;

import dev.tracing.sampling.DeferredDecision;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The value of AWS X-Ray's tracing header,
 * {@code Root=1-5759e988-bd862e3fe1be46a994272793;
 * Parent=53995c3f42cd8ad8;Sampled=1}, as the X-Ray Developer Guide describes it
 * ("Concepts, Tracing header"). Its trace id is that of W3C with a dash in it.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class XRayTraceHeader {

	private static final String VERSION = "1-";

	private static final int EPOCH_LENGTH = 8;

	private static final int ROOT_LENGTH = VERSION.length() + TraceId.getLength() + 1;

	private static final int EPOCH_END = VERSION.length() + EPOCH_LENGTH;

	/**
	 * What is longer was made by nobody who traces.
	 */
	private static final int MAX_LENGTH = 1024;

	private XRayTraceHeader() {
	}

	/**
	 * Read a header. Parts may come in any order, and unknown ones are ignored.
	 * @param context the context to add the remote parent to
	 * @param value the header, or {@code null} if there is none
	 * @return the context with a remote parent, or the same if the header names none. A
	 * header that leaves the sampling to the callee, or says nothing of it, gives a
	 * context with a {@link DeferredDecision}
	 */
	public static Context extract(Context context, @Nullable String value) {
		if (value == null || value.length() > MAX_LENGTH) {
			return context;
		}
		String traceId = null;
		String spanId = null;
		String sampled = null;
		int start = 0;
		while (start < value.length()) {
			int end = value.indexOf(';', start);
			end = (end < 0) ? value.length() : end;
			int equals = value.indexOf('=', start);
			if (equals >= 0 && equals < end) {
				String part = value.substring(equals + 1, end).trim();
				switch (value.substring(start, equals).trim().toLowerCase(Locale.ROOT)) {
					case "root" -> traceId = traceId(part);
					case "parent" -> spanId = part.toLowerCase(Locale.ROOT);
					case "sampled" -> sampled = part;
					default -> {
						// Self, Lineage and whatever AWS adds are no business of ours.
					}
				}
			}
			start = end + 1;
		}
		return (traceId == null || spanId == null) ? context : extract(context, traceId, spanId, sampled);
	}

	private static Context extract(Context context, String traceId, String spanId, @Nullable String sampled) {
		SpanContext parent = SpanContext.createFromRemoteParent(traceId, spanId,
				("1".equals(sampled)) ? TraceFlags.getSampled() : TraceFlags.getDefault(), TraceState.getDefault());
		if (!parent.isValid()) {
			return context;
		}
		Context extracted = context.with(Span.wrap(parent));
		return ("1".equals(sampled) || "0".equals(sampled)) ? extracted : DeferredDecision.mark(extracted);
	}

	private static @Nullable String traceId(String root) {
		if (root.length() != ROOT_LENGTH || !root.startsWith(VERSION) || root.charAt(EPOCH_END) != '-') {
			return null;
		}
		return (root.substring(VERSION.length(), EPOCH_END) + root.substring(EPOCH_END + 1)).toLowerCase(Locale.ROOT);
	}

	/**
	 * Write a header.
	 * @param span the span to name as parent
	 * @return the value of the header
	 */
	public static String format(SpanContext span) {
		String traceId = span.getTraceId();
		return "Root=1-" + traceId.substring(0, EPOCH_LENGTH) + "-" + traceId.substring(EPOCH_LENGTH) + ";Parent="
				+ span.getSpanId() + ";Sampled=" + ((span.isSampled()) ? "1" : "0");
	}

}
