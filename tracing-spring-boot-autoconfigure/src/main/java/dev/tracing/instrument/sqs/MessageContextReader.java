package dev.tracing.instrument.sqs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.DatadogTraceHeaders;
import dev.tracing.propagation.FlatJson;
import dev.tracing.propagation.XRayTraceHeader;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the trace context of messages, whoever sent them: OpenTelemetry, Datadog, Brave
 * or X-Ray. The first valid one wins, from the most to the least exact: what AWS itself
 * wrote comes last, for it may name the trace of a service in between. Thread-safe;
 * nothing in a message makes it throw.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class MessageContextReader {

	static final String AWS_TRACE_HEADER = "AWSTraceHeader";

	static final String DATADOG = "_datadog";

	/**
	 * System attributes that spans tell about.
	 */
	public static final List<String> SYSTEM_ATTRIBUTES = List.of(AWS_TRACE_HEADER, "SentTimestamp",
			"ApproximateReceiveCount", "DeadLetterQueueSourceArn");

	private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

	private static final TextMapPropagator B3 = B3Propagator.injectingSingleHeader();

	private static final TextMapPropagator BAGGAGE = W3CBaggagePropagator.getInstance();

	private static final TextMapGetter<Map<String, String>> FIELDS = new TextMapGetter<>() {

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String name) {
			return (carrier != null) ? carrier.get(name) : null;
		}

	};

	private final TextMapPropagator propagator;

	private final TracingFaults faults;

	private final List<String> attributes;

	/**
	 * Create a reader.
	 * @param propagator that of the application, whose formats are read beside those that
	 * are always read
	 * @param faults where failures are reported
	 */
	public MessageContextReader(TextMapPropagator propagator, TracingFaults faults) {
		this.propagator = propagator;
		this.faults = faults;
		Set<String> names = new LinkedHashSet<>(W3C.fields());
		names.addAll(BAGGAGE.fields());
		names.addAll(DatadogTraceHeaders.FIELDS);
		names.add(DATADOG);
		names.addAll(B3.fields());
		names.addAll(B3Propagator.injectingMultiHeaders().fields());
		names.addAll(propagator.fields());
		this.attributes = List.copyOf(names);
	}

	/**
	 * Return the message attributes that have to be received.
	 * @return their names
	 */
	public List<String> attributes() {
		return this.attributes;
	}

	/**
	 * Read the trace context of a message, and its baggage.
	 * @param <M> type of the message
	 * @param context the context to add both to
	 * @param message the message
	 * @param reader reads the message
	 * @return the context with a remote parent, or without if the message has none
	 */
	public <M> Context extract(Context context, M message, MessageReader<M> reader) {
		try {
			return BAGGAGE.extract(extractTrace(context, message, reader), message, reader);
		}
		catch (RuntimeException ex) {
			this.faults.report("reading the trace context of a message", ex);
			return context;
		}
	}

	/**
	 * Return the span that a message names as the one that sent it.
	 * @param <M> type of the message
	 * @param message the message
	 * @param reader reads the message
	 * @return the span, or an invalid one if the message names none
	 */
	public <M> SpanContext senderOf(M message, MessageReader<M> reader) {
		try {
			return Span.fromContext(extractTrace(Context.root(), message, reader)).getSpanContext();
		}
		catch (RuntimeException ex) {
			this.faults.report("reading the trace context of a message", ex);
			return SpanContext.getInvalid();
		}
	}

	/**
	 * Whether a message attribute names the trace of a message in any of the formats.
	 * @param attribute its name, whose case does not matter
	 * @return {@code true} if it does, which that of baggage does not
	 */
	public boolean carriesTrace(String attribute) {
		for (String name : this.attributes) {
			if (name.equalsIgnoreCase(attribute)) {
				return !BAGGAGE.fields().contains(name);
			}
		}
		return false;
	}

	private <M> Context extractTrace(Context context, M message, MessageReader<M> reader) {
		Context extracted = extractFields(context, message, reader);
		if (extracted == context) {
			extracted = extractDatadog(context, reader.get(message, DATADOG));
		}
		if (extracted == context) {
			extracted = validOr(context, this.propagator.extract(context, message, reader));
		}
		if (extracted == context) {
			extracted = validOr(context, B3.extract(context, message, reader));
		}
		return (extracted != context) ? extracted
				: XRayTraceHeader.extract(context, reader.systemAttribute(message, AWS_TRACE_HEADER));
	}

	/**
	 * The traceparent is the only one that has the whole trace id in any case.
	 */
	private static <C> Context extractFields(Context context, C carrier, TextMapGetter<C> getter) {
		Context extracted = validOr(context, W3C.extract(context, carrier, getter));
		return (extracted != context) ? extracted : DatadogTraceHeaders.extract(context, carrier, getter);
	}

	private static Context validOr(Context context, Context extracted) {
		return (extracted != context && Span.fromContext(extracted) != Span.fromContext(context)
				&& Span.fromContext(extracted).getSpanContext().isValid()) ? extracted : context;
	}

	private static Context extractDatadog(Context context, @Nullable String json) {
		if (json == null) {
			return context;
		}
		return extractFields(context, FlatJson.read(json.stripLeading().startsWith("{") ? json : fromBase64(json)),
				FIELDS);
	}

	private static String fromBase64(String text) {
		try {
			return new String(Base64.getDecoder().decode(text.trim()), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	/**
	 * Return those of the names an application has not asked for.
	 * @param asked the names it asks for, of which some stand for many
	 * @param needed the names that are needed
	 * @return what is missing, empty if nothing is
	 */
	public static List<String> missing(List<String> asked, List<String> needed) {
		List<String> missing = new ArrayList<>(needed.size());
		for (String name : needed) {
			if (!isCovered(name, asked)) {
				missing.add(name);
			}
		}
		return missing;
	}

	private static boolean isCovered(String name, List<String> asked) {
		for (String pattern : asked) {
			if (pattern.equals(name) || pattern.equals("All")
					|| pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 2))) {
				return true;
			}
		}
		return false;
	}

}
