package dev.tracing.instrument.sqs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.DatadogTraceHeaders;
import dev.tracing.propagation.OmittedFields;
import dev.tracing.propagation.XRayTraceHeader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Decides what trace context goes with a message: the configured formats as message
 * attributes, of which a message has ten at the most, all of the application's included,
 * and X-Ray's header as a system attribute, which costs none of them. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class MessageContextWriter {

	/**
	 * System attribute that carries X-Ray's header.
	 */
	public static final String AWS_TRACE_HEADER = MessageContextReader.AWS_TRACE_HEADER;

	private static final int MAX_ATTRIBUTES = 10;

	/**
	 * What queues take that nobody changed: those made lately, and those made before.
	 */
	private static final long[] COMMON_LIMITS = { 262_144, 1_048_576 };

	private static final String BAGGAGE = "baggage";

	/**
	 * What goes when not everything can. Others are worth nothing in part.
	 */
	private static final List<String> MOST_VALUABLE = List.of("traceparent", "tracestate", BAGGAGE);

	private final TextMapPropagator propagator;

	private final boolean datadog;

	private final boolean traceHeader;

	private final long[] limits;

	private final int maxAttributes;

	private final OmittedFields omitted;

	private final TracingFaults faults;

	/**
	 * Create a writer.
	 * @param propagator writes the configured formats
	 * @param properties say what else is written, and how large a message may get
	 * @param omitted counts what did not fit
	 * @param faults where failures are reported
	 */
	public MessageContextWriter(TextMapPropagator propagator, SqsTracingProperties properties, OmittedFields omitted,
			TracingFaults faults) {
		this(propagator, properties.isDatadogAttribute(), properties.isAwsTraceHeader(),
				limits(properties.getMaxMessageSize()), MAX_ATTRIBUTES, omitted, faults);
	}

	private MessageContextWriter(TextMapPropagator propagator, boolean datadog, boolean traceHeader, long[] limits,
			int maxAttributes, OmittedFields omitted, TracingFaults faults) {
		this.propagator = propagator;
		this.datadog = datadog;
		this.traceHeader = traceHeader;
		this.limits = limits;
		this.maxAttributes = maxAttributes;
		this.omitted = omitted;
		this.faults = faults;
	}

	/**
	 * Return a writer for a client that adds attributes of its own.
	 * @param reserved how many
	 * @return a writer that leaves room for them
	 */
	public MessageContextWriter reserving(int reserved) {
		return new MessageContextWriter(this.propagator, this.datadog, this.traceHeader, this.limits,
				MAX_ATTRIBUTES - reserved, this.omitted, this.faults);
	}

	private static long[] limits(@Nullable DataSize ofQueues) {
		return LongStream.concat(LongStream.of(COMMON_LIMITS), Stream.ofNullable(ofQueues).mapToLong(DataSize::toBytes))
			.sorted()
			.toArray();
	}

	/**
	 * Return the space that is left in a message, or in all messages of a batch.
	 * @param characters how many characters there are in all
	 * @param exactBytes counts the bytes, asked only if there are many characters
	 * @return what may be added
	 */
	public MessageSpace space(long characters, LongSupplier exactBytes) {
		return new MessageSpace(this.limits, characters, exactBytes);
	}

	/**
	 * Return the message attributes to add.
	 * @param context the context of the message
	 * @param present names of the attributes the message has, which stay what they are
	 * @param space what may be added, of which the result is taken
	 * @return names and texts
	 */
	public Map<String, String> attributes(Context context, Set<String> present, MessageSpace... space) {
		Map<String, String> fields = new LinkedHashMap<>();
		try {
			this.propagator.inject(context, fields, (carrier, name, value) -> put(fields, name, value));
			if (this.datadog) {
				put(fields, MessageContextReader.DATADOG, datadog(Span.fromContext(context).getSpanContext()));
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("writing the trace context of a message", ex);
		}
		return fit(fields, present, space);
	}

	/**
	 * SQS refuses messages with an empty attribute.
	 */
	private static void put(Map<String, String> fields, String name, String value) {
		if (!value.isEmpty()) {
			fields.put(name, value);
		}
	}

	/**
	 * An application may have an attribute of the same name. A trace that could go in
	 * part only stays behind as a whole, for receivers would put the parts together.
	 */
	private static void removePresent(Map<String, String> fields, Set<String> present) {
		boolean isTraceTaken = false;
		for (String name : fields.keySet()) {
			isTraceTaken |= present.contains(name) && !BAGGAGE.equals(name);
		}
		if (isTraceTaken) {
			fields.keySet().removeIf((name) -> !BAGGAGE.equals(name));
		}
		if (present.contains(BAGGAGE)) {
			fields.remove(BAGGAGE);
		}
	}

	private Map<String, String> fit(Map<String, String> fields, Set<String> present, MessageSpace[] space) {
		removePresent(fields, present);
		int free = this.maxAttributes - present.size();
		if (fields.isEmpty() || fields.size() <= free && takeAll(fields, space)) {
			return fields;
		}
		Map<String, String> fitting = new LinkedHashMap<>();
		for (String name : MOST_VALUABLE) {
			String value = fields.get(name);
			if (value != null && fitting.size() < free && takeAll(Map.of(name, value), space)) {
				fitting.put(name, value);
			}
			else if (fitting.isEmpty()) {
				// The others mean nothing without the first.
				break;
			}
		}
		this.omitted.report(fields.size() - fitting.size());
		return fitting;
	}

	private static boolean takeAll(Map<String, String> fields, MessageSpace[] spaces) {
		for (MessageSpace space : spaces) {
			if (!space.fits(fields)) {
				return false;
			}
		}
		for (MessageSpace space : spaces) {
			space.take(fields);
		}
		return true;
	}

	/**
	 * Return X-Ray's header for a message.
	 * @param context the context of the message
	 * @param present the header that the message has, or {@code null}
	 * @return the value, or {@code null} to leave the message as it is: it keeps a header
	 * of the application, except one of the current trace, which it had when it was
	 * received
	 */
	public @Nullable String traceHeader(SpanContext context, @Nullable String present) {
		if (!this.traceHeader || !context.isValid() || present != null && isOfOtherTrace(context, present)) {
			return null;
		}
		return XRayTraceHeader.format(context);
	}

	private static boolean isOfOtherTrace(SpanContext context, String present) {
		SpanContext span = Span.fromContext(XRayTraceHeader.extract(Context.root(), present)).getSpanContext();
		return !span.getTraceId().equals(context.getTraceId());
	}

	/**
	 * None of the values has anything to escape.
	 */
	private static String datadog(SpanContext span) {
		StringBuilder json = new StringBuilder("{");
		DatadogTraceHeaders.format(span)
			.forEach((name, value) -> json.append((json.length() > 1) ? "," : "")
				.append('"')
				.append(name)
				.append("\":\"")
				.append(value)
				.append('"'));
		return json.append('}').toString();
	}

}
