package dev.tracing.propagation;

import java.util.List;
import java.util.Map;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Datadog's trace headers: ids are unsigned decimals of 64 bits, and the high half of the
 * trace id is the tag {@code _dd.p.tid}.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class DatadogTraceHeaders {

	private static final String TRACE_ID = "x-datadog-trace-id";

	private static final String PARENT_ID = "x-datadog-parent-id";

	private static final String SAMPLING_PRIORITY = "x-datadog-sampling-priority";

	private static final String TAGS = "x-datadog-tags";

	/**
	 * All that are read.
	 */
	public static final List<String> FIELDS = List.of(TRACE_ID, PARENT_ID, SAMPLING_PRIORITY, TAGS);

	private static final String HIGH_TRACE_ID = "_dd.p.tid=";

	private static final int HALF_ID_LENGTH = 16;

	private static final String NO_HIGH_TRACE_ID = "0".repeat(HALF_ID_LENGTH);

	private DatadogTraceHeaders() {
	}

	/**
	 * Read the headers. An id of 64 bits stays one: nothing is made up for the rest.
	 * @param <C> type of the carrier
	 * @param context the context to add the remote parent to
	 * @param carrier what has the headers
	 * @param getter reads them
	 * @return the context with a remote parent, or the same if the headers name none
	 */
	public static <C> Context extract(Context context, C carrier, TextMapGetter<C> getter) {
		long traceId = unsigned(getter.get(carrier, TRACE_ID));
		long spanId = (traceId != 0) ? unsigned(getter.get(carrier, PARENT_ID)) : 0;
		if (spanId == 0) {
			return context;
		}
		SpanContext parent = SpanContext.createFromRemoteParent(
				highTraceId(getter.get(carrier, TAGS)) + TraceId.fromLongs(0, traceId).substring(HALF_ID_LENGTH),
				SpanId.fromLong(spanId),
				(isKept(getter.get(carrier, SAMPLING_PRIORITY))) ? TraceFlags.getSampled() : TraceFlags.getDefault(),
				TraceState.getDefault());
		return context.with(Span.wrap(parent));
	}

	private static long unsigned(@Nullable String decimal) {
		if (decimal == null) {
			return 0;
		}
		try {
			return Long.parseUnsignedLong(decimal.trim());
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * Datadog's tracers send a priority as soon as they have decided; where it is
	 * missing, somebody passes on ids only, and a trace is more useful than none.
	 */
	private static boolean isKept(@Nullable String priority) {
		if (priority == null) {
			return true;
		}
		try {
			return Integer.parseInt(priority.trim()) > 0;
		}
		catch (NumberFormatException ex) {
			return true;
		}
	}

	private static String highTraceId(@Nullable String tags) {
		int start = (tags != null) ? tags.indexOf(HIGH_TRACE_ID) : -1;
		if (tags == null || start < 0 || start > 0 && tags.charAt(start - 1) != ',') {
			return NO_HIGH_TRACE_ID;
		}
		int end = tags.indexOf(',', start);
		String high = tags.substring(start + HIGH_TRACE_ID.length(), (end < 0) ? tags.length() : end);
		return (high.length() == HALF_ID_LENGTH && TraceId.isValid(high + "0".repeat(HALF_ID_LENGTH - 1) + "1")) ? high
				: NO_HIGH_TRACE_ID;
	}

	/**
	 * Write the headers.
	 * @param span the span to name as parent
	 * @return names and values
	 */
	public static Map<String, String> format(SpanContext span) {
		String traceId = span.getTraceId();
		String high = traceId.substring(0, HALF_ID_LENGTH);
		String low = Long.toUnsignedString(Long.parseUnsignedLong(traceId.substring(HALF_ID_LENGTH), 16));
		String parent = Long.toUnsignedString(Long.parseUnsignedLong(span.getSpanId(), 16));
		String priority = (span.isSampled()) ? "1" : "0";
		return (high.equals(NO_HIGH_TRACE_ID)) ? Map.of(TRACE_ID, low, PARENT_ID, parent, SAMPLING_PRIORITY, priority)
				: Map.of(TRACE_ID, low, PARENT_ID, parent, SAMPLING_PRIORITY, priority, TAGS, HIGH_TRACE_ID + high);
	}

}
