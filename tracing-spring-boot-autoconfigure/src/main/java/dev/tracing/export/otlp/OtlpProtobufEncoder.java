package dev.tracing.export.otlp;

import java.util.Collection;
import java.util.List;

import dev.tracing.export.otlp.OtlpSpans.ResourceGroup;
import dev.tracing.export.otlp.OtlpSpans.ScopeGroup;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.jspecify.annotations.Nullable;

/**
 * Encodes spans as the protobuf message {@code ExportTraceServiceRequest} of OTLP 1.10,
 * in one pass over the spans. Not thread-safe: an encoder writes into one buffer, as its
 * exporter has one worker.
 *
 * <p>
 * Field numbers are those of {@code trace.proto}, {@code common.proto} and
 * {@code resource.proto}; fields with their default value are left out, as protobuf
 * prescribes.
 */
final class OtlpProtobufEncoder {

	private final ProtobufBuffer buffer;

	private final ProtobufAttributes attributes;

	private @Nullable RuntimeException fault;

	OtlpProtobufEncoder(ProtobufBuffer buffer) {
		this.buffer = buffer;
		this.attributes = new ProtobufAttributes(buffer);
	}

	/**
	 * Append a request with the given spans. A span that cannot be encoded is left out,
	 * so that it does not take the others with it.
	 * @param spans the spans
	 * @return the number of encoded spans
	 */
	int encode(Collection<SpanData> spans) {
		this.fault = null;
		int encoded = 0;
		for (ResourceGroup group : OtlpSpans.group(spans)) {
			int resourceSpans = this.buffer.begin(1);
			writeResource(group.resource());
			for (ScopeGroup scope : group.scopes()) {
				encoded += writeScopeSpans(scope);
			}
			this.buffer.stringUnlessEmpty(3, group.resource().getSchemaUrl());
			this.buffer.end(resourceSpans);
		}
		return encoded;
	}

	/**
	 * Return why a span was left out.
	 * @return the last reason during the last {@link #encode}, {@code null} if none was
	 */
	@Nullable RuntimeException fault() {
		return this.fault;
	}

	private void writeResource(Resource resource) {
		int message = this.buffer.begin(1);
		this.attributes.write(1, resource.getAttributes());
		this.buffer.end(message);
	}

	private int writeScopeSpans(ScopeGroup group) {
		int message = this.buffer.begin(2);
		writeScope(group.scope());
		int encoded = 0;
		for (SpanData span : group.spans()) {
			int before = this.buffer.size();
			try {
				writeSpan(span);
				encoded++;
			}
			catch (RuntimeException ex) {
				this.fault = ex;
				this.buffer.truncate(before);
			}
		}
		this.buffer.stringUnlessEmpty(3, group.scope().getSchemaUrl());
		this.buffer.end(message);
		return encoded;
	}

	private void writeScope(InstrumentationScopeInfo scope) {
		int message = this.buffer.begin(1);
		this.buffer.stringUnlessEmpty(1, scope.getName());
		this.buffer.stringUnlessEmpty(2, scope.getVersion());
		this.attributes.write(3, scope.getAttributes());
		this.buffer.end(message);
	}

	private void writeSpan(SpanData span) {
		SpanContext context = span.getSpanContext();
		SpanContext parent = span.getParentSpanContext();
		int message = this.buffer.begin(2);
		this.buffer.hex(1, context.getTraceId());
		this.buffer.hex(2, context.getSpanId());
		this.buffer.stringUnlessEmpty(3, OtlpSpans.header(context.getTraceState()));
		if (parent.isValid()) {
			this.buffer.hex(4, parent.getSpanId());
		}
		this.buffer.stringUnlessEmpty(5, span.getName());
		this.buffer.varint(6, OtlpSpans.kind(span.getKind()));
		this.buffer.fixed64UnlessZero(7, span.getStartEpochNanos());
		this.buffer.fixed64UnlessZero(8, span.getEndEpochNanos());
		this.attributes.write(9, span.getAttributes());
		this.buffer.varintUnlessZero(10, OtlpSpans.dropped(span.getTotalAttributeCount(), span.getAttributes().size()));
		writeEvents(span.getEvents());
		this.buffer.varintUnlessZero(12, OtlpSpans.dropped(span.getTotalRecordedEvents(), span.getEvents().size()));
		writeLinks(span.getLinks());
		this.buffer.varintUnlessZero(14, OtlpSpans.dropped(span.getTotalRecordedLinks(), span.getLinks().size()));
		writeStatus(span.getStatus());
		this.buffer.fixed32(16, OtlpSpans.flags(context, parent.isRemote()));
		this.buffer.end(message);
	}

	private void writeEvents(List<EventData> events) {
		for (EventData event : events) {
			int message = this.buffer.begin(11);
			this.buffer.fixed64UnlessZero(1, event.getEpochNanos());
			this.buffer.stringUnlessEmpty(2, event.getName());
			this.attributes.write(3, event.getAttributes());
			this.buffer.varintUnlessZero(4,
					OtlpSpans.dropped(event.getTotalAttributeCount(), event.getAttributes().size()));
			this.buffer.end(message);
		}
	}

	private void writeLinks(List<LinkData> links) {
		for (LinkData link : links) {
			SpanContext context = link.getSpanContext();
			int message = this.buffer.begin(13);
			this.buffer.hex(1, context.getTraceId());
			this.buffer.hex(2, context.getSpanId());
			this.buffer.stringUnlessEmpty(3, OtlpSpans.header(context.getTraceState()));
			this.attributes.write(4, link.getAttributes());
			this.buffer.varintUnlessZero(5,
					OtlpSpans.dropped(link.getTotalAttributeCount(), link.getAttributes().size()));
			this.buffer.fixed32(6, OtlpSpans.flags(context, context.isRemote()));
			this.buffer.end(message);
		}
	}

	private void writeStatus(StatusData status) {
		int code = OtlpSpans.statusCode(status.getStatusCode());
		if (code == 0 && status.getDescription().isEmpty()) {
			return;
		}
		int message = this.buffer.begin(15);
		this.buffer.stringUnlessEmpty(2, status.getDescription());
		this.buffer.varintUnlessZero(3, code);
		this.buffer.end(message);
	}

}
