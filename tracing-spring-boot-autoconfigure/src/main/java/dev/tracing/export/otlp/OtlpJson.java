package dev.tracing.export.otlp;

import java.util.Collection;
import java.util.List;

import dev.tracing.export.otlp.OtlpSpans.ResourceGroup;
import dev.tracing.export.otlp.OtlpSpans.ScopeGroup;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * Encodes spans as one line of OTLP JSON: the message {@code TracesData} in the JSON
 * encoding of the OTLP specification (ids in hexadecimal, 64-bit integers as strings,
 * enums as numbers), as the Collector's file receiver reads it.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class OtlpJson {

	private final JsonBuffer json = new JsonBuffer();

	private final JsonAttributes attributes = new JsonAttributes(this.json);

	private OtlpJson() {
	}

	/**
	 * Encode spans; whatever a span's own methods throw is passed on.
	 * @param spans the spans
	 * @return the JSON without line breaks
	 */
	public static String encode(Collection<SpanData> spans) {
		OtlpJson encoder = new OtlpJson();
		encoder.write(spans);
		return encoder.json.toString();
	}

	private void write(Collection<SpanData> spans) {
		this.json.beginObject().name("resourceSpans").beginArray();
		for (ResourceGroup group : OtlpSpans.group(spans)) {
			this.json.beginObject().name("resource").beginObject();
			this.attributes.write(group.resource().getAttributes());
			this.json.endObject();
			this.json.name("scopeSpans").beginArray();
			for (ScopeGroup scope : group.scopes()) {
				writeScopeSpans(scope);
			}
			this.json.endArray();
			this.json.stringUnlessEmpty("schemaUrl", group.resource().getSchemaUrl()).endObject();
		}
		this.json.endArray();
		this.json.endObject();
	}

	private void writeScopeSpans(ScopeGroup group) {
		this.json.beginObject().name("scope").beginObject();
		InstrumentationScopeInfo scope = group.scope();
		this.json.stringUnlessEmpty("name", scope.getName()).stringUnlessEmpty("version", scope.getVersion());
		this.attributes.write(scope.getAttributes());
		this.json.endObject();
		this.json.name("spans").beginArray();
		for (SpanData span : group.spans()) {
			writeSpan(span);
		}
		this.json.endArray();
		this.json.stringUnlessEmpty("schemaUrl", scope.getSchemaUrl()).endObject();
	}

	private void writeSpan(SpanData span) {
		SpanContext context = span.getSpanContext();
		SpanContext parent = span.getParentSpanContext();
		this.json.beginObject();
		writeContext(context);
		if (parent.isValid()) {
			this.json.name("parentSpanId").string(parent.getSpanId());
		}
		this.json.name("flags").number(OtlpSpans.flags(context, parent.isRemote()));
		this.json.stringUnlessEmpty("name", span.getName()).name("kind").number(OtlpSpans.kind(span.getKind()));
		writeTime("startTimeUnixNano", span.getStartEpochNanos());
		writeTime("endTimeUnixNano", span.getEndEpochNanos());
		this.attributes.write(span.getAttributes(), span.getTotalAttributeCount());
		writeEvents(span.getEvents());
		this.json.numberUnlessZero("droppedEventsCount",
				OtlpSpans.dropped(span.getTotalRecordedEvents(), span.getEvents().size()));
		writeLinks(span.getLinks());
		this.json.numberUnlessZero("droppedLinksCount",
				OtlpSpans.dropped(span.getTotalRecordedLinks(), span.getLinks().size()));
		writeStatus(span.getStatus());
		this.json.endObject();
	}

	private void writeEvents(List<EventData> events) {
		if (events.isEmpty()) {
			return;
		}
		this.json.name("events").beginArray();
		for (EventData event : events) {
			this.json.beginObject();
			writeTime("timeUnixNano", event.getEpochNanos());
			this.json.stringUnlessEmpty("name", event.getName());
			this.attributes.write(event.getAttributes(), event.getTotalAttributeCount());
			this.json.endObject();
		}
		this.json.endArray();
	}

	private void writeLinks(List<LinkData> links) {
		if (links.isEmpty()) {
			return;
		}
		this.json.name("links").beginArray();
		for (LinkData link : links) {
			SpanContext context = link.getSpanContext();
			this.json.beginObject();
			writeContext(context);
			this.json.name("flags").number(OtlpSpans.flags(context, context.isRemote()));
			this.attributes.write(link.getAttributes(), link.getTotalAttributeCount());
			this.json.endObject();
		}
		this.json.endArray();
	}

	private void writeStatus(StatusData status) {
		int code = OtlpSpans.statusCode(status.getStatusCode());
		if (code != 0 || !status.getDescription().isEmpty()) {
			this.json.name("status").beginObject().stringUnlessEmpty("message", status.getDescription());
			this.json.numberUnlessZero("code", code).endObject();
		}
	}

	private void writeContext(SpanContext context) {
		this.json.name("traceId").string(context.getTraceId()).name("spanId").string(context.getSpanId());
		this.json.stringUnlessEmpty("traceState", OtlpSpans.header(context.getTraceState()));
	}

	private void writeTime(String name, long epochNanos) {
		if (epochNanos != 0) {
			this.json.name(name).string(Long.toUnsignedString(epochNanos));
		}
	}

}
