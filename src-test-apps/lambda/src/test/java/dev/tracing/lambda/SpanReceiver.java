package dev.tracing.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tracing.test.Trace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.internal.OtelEncodingUtils;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * A collector: takes what other processes send over OTLP, and decodes it.
 */
final class SpanReceiver implements AutoCloseable {

	private final List<SpanData> spans = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	SpanReceiver() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/v1/traces", this::receive);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	String endpoint() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1/traces";
	}

	List<SpanData> spans() {
		return List.copyOf(this.spans);
	}

	Trace trace(String traceId) {
		return Trace.of(this.spans.stream().filter((span) -> span.getTraceId().equals(traceId)).toList());
	}

	void clear() {
		this.spans.clear();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange; InputStream body = body(exchange)) {
			for (ResourceSpans resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
				Resource service = Resource.create(attributes(resource.getResource().getAttributesList()));
				for (ScopeSpans scope : resource.getScopeSpansList()) {
					scope.getSpansList().forEach((span) -> this.spans.add(decode(span, service)));
				}
			}
			exchange.sendResponseHeaders(200, -1);
		}
	}

	private static InputStream body(HttpExchange exchange) throws IOException {
		boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		return (zipped) ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
	}

	private static SpanData decode(Span span, Resource service) {
		boolean failed = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
		return TestSpanData.builder()
			.setName(span.getName())
			.setKind(SpanKind.valueOf(span.getKind().name().substring("SPAN_KIND_".length())))
			.setSpanContext(context(span.getTraceId(), span.getSpanId()))
			.setParentSpanContext((span.getParentSpanId().isEmpty()) ? SpanContext.getInvalid()
					: context(span.getTraceId(), span.getParentSpanId()))
			.setStartEpochNanos(span.getStartTimeUnixNano())
			.setEndEpochNanos(span.getEndTimeUnixNano())
			.setHasEnded(true)
			.setAttributes(attributes(span.getAttributesList()))
			.setLinks(span.getLinksList()
				.stream()
				.map((link) -> LinkData.create(context(link.getTraceId(), link.getSpanId())))
				.toList())
			.setStatus((failed) ? StatusData.error() : StatusData.unset())
			.setResource(service)
			.build();
	}

	/**
	 * That all are remote is how other processes see them.
	 */
	private static SpanContext context(ByteString traceId, ByteString spanId) {
		return SpanContext.createFromRemoteParent(hex(traceId), hex(spanId), TraceFlags.getSampled(),
				TraceState.getDefault());
	}

	private static String hex(ByteString bytes) {
		char[] text = new char[bytes.size() * 2];
		OtelEncodingUtils.bytesToBase16(bytes.toByteArray(), text, bytes.size());
		return new String(text);
	}

	private static Attributes attributes(List<KeyValue> values) {
		AttributesBuilder attributes = Attributes.builder();
		for (KeyValue attribute : values) {
			AnyValue value = attribute.getValue();
			switch (value.getValueCase()) {
				case INT_VALUE -> attributes.put(attribute.getKey(), value.getIntValue());
				case BOOL_VALUE -> attributes.put(attribute.getKey(), value.getBoolValue());
				default -> attributes.put(attribute.getKey(), value.getStringValue());
			}
		}
		return attributes.build();
	}

}
