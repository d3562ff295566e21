package dev.tracing.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;

/**
 * A backend on the loopback interface that takes spans with OTLP over HTTP and counts
 * them.
 */
final class SpanSink implements AutoCloseable {

	private final HttpServer server;

	private final LongAdder spans = new LongAdder();

	SpanSink() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/v1/traces", this::receive);
		this.server.start();
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange; InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
			for (ResourceSpans resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
				for (ScopeSpans scope : resource.getScopeSpansList()) {
					this.spans.add(scope.getSpansCount());
				}
			}
			exchange.sendResponseHeaders(200, -1);
		}
	}

	String endpoint() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1/traces";
	}

	long spans() {
		return this.spans.sum();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
