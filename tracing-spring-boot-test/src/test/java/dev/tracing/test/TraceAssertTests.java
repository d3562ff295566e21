package dev.tracing.test;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.tracing.test.TracingAssertions.assertThat;

/**
 * Tests for the assertions on traces and spans, and for their messages.
 */
class TraceAssertTests {

	private final TraceRecorder recorder = new TraceRecorder();

	private final SdkTracerProvider tracerProvider = SdkTracerProvider.builder()
		.addSpanProcessor(this.recorder)
		.build();

	private final Tracer tracer = this.tracerProvider.get("test");

	@AfterEach
	void close() {
		this.tracerProvider.close();
	}

	@Test
	void readsLikeTheTree() {
		order();
		assertThat(this.recorder).hasSingleTrace((trace) -> trace
			.hasRoot("GET /orders/{id}", (root) -> root.isServer()
				.hasAttribute(AttributeKey.stringKey("http.route"), "/orders/{id}")
				.hasAttribute("http.response.status_code", 500)
				.hasChild("OrderService.find", (find) -> find.isInternal().hasChildren("SELECT", "SELECT", "GET")))
			.hasTree("""
					GET /orders/{id} [SERVER]
					  OrderService.find
					    SELECT
					    SELECT
					    GET [client]
					""")
			.hasSpanCount(5));
	}

	private Trace order() {
		Span server = this.tracer.spanBuilder("GET /orders/{id}")
			.setSpanKind(SpanKind.SERVER)
			.setAttribute("http.route", "/orders/{id}")
			.startSpan();
		Span find = child(server, "OrderService.find", SpanKind.INTERNAL);
		child(find, "SELECT", SpanKind.CLIENT).end();
		child(find, "SELECT", SpanKind.CLIENT).end();
		Span client = child(find, "GET", SpanKind.CLIENT);
		client.recordException(new IllegalStateException("boom"), Attributes.empty());
		client.setStatus(StatusCode.ERROR, "connection refused");
		client.end();
		find.end();
		server.setAttribute("http.response.status_code", 500);
		server.end();
		return this.recorder.awaitTrace();
	}

	private Span child(Span parent, String name, SpanKind kind) {
		return this.tracer.spanBuilder(name).setParent(Context.root().with(parent)).setSpanKind(kind).startSpan();
	}

}
