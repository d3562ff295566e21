package dev.tracing.test;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceTreePrinter}.
 */
class TraceTreePrinterTests {

	private static final SpanContext REMOTE = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c",
			"b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());

	private static final SpanContext LOCAL = SpanContext.create(REMOTE.getTraceId(), REMOTE.getSpanId(),
			TraceFlags.getSampled(), TraceState.getDefault());

	private final TraceRecorder recorder = new TraceRecorder();

	private final TestServices services = new TestServices(this.recorder);

	private final Tracer orders = this.services.start("orders");

	@AfterEach
	void close() {
		this.services.close();
	}

	@Test
	void printsWholeTree() {
		Span server = start(this.orders, Span.wrap(REMOTE), "GET /orders/{id}", SpanKind.SERVER, 0);
		server.setAttribute("http.route", "/orders/{id}").setAttribute("http.response.status_code", 500);
		Span find = start(this.orders, server, "OrderService.find", SpanKind.INTERNAL, 1_000);
		Span select = start(this.orders, find, "SELECT", SpanKind.CLIENT, 2_000);
		select.addLink(LOCAL);
		select.setStatus(StatusCode.OK);
		Span get = start(this.orders, find, "GET", SpanKind.CLIENT, 3_000);
		get.addEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L));
		get.setStatus(StatusCode.ERROR, "connection refused");
		end(get, 1_503_000);
		end(select, 2_850);
		end(find, 1_504_000);
		end(server, 13_400);
		assertThat(this.recorder.awaitTrace()).hasToString(
				"""
						Trace 0af7651916cd43dd8448eb211c80319c, 4 spans, orders
						GET /orders/{id} [SERVER] 13.4 ms <- b7ad6b7169203331 {http.response.status_code=500, http.route=/orders/{id}}
						└─ OrderService.find [INTERNAL] 1.50 s
						   ├─ SELECT [CLIENT] OK 850 µs
						   │     ~ link to 0af7651916cd43dd8448eb211c80319c/b7ad6b7169203331
						   └─ GET [CLIENT] ERROR "connection refused" 1.50 s
						         * retry {attempt=2}
						""");
	}

	@Test
	void namesServicesWhenThereAreSeveral() {
		Span gateway = this.services.start("gateway").spanBuilder("GET /").startSpan();
		TestServices.child(this.orders, gateway, "GET /orders").end();
		gateway.end();
		assertThat(this.recorder.awaitTrace().toString()).contains("2 spans, gateway + orders\n")
			.contains("GET / [INTERNAL] (gateway) ")
			.contains("└─ GET /orders [INTERNAL] (orders) ");
	}

	@Test
	void marksOrphansAndUnfinishedSpans() {
		Span span = TestServices.child(this.orders, Span.wrap(LOCAL), "lost");
		assertThat(this.recorder.traces().get(0).toString())
			.contains("1 span, orders\nlost [INTERNAL] UNFINISHED ORPHAN, parent b7ad6b7169203331 was never recorded");
		span.end();
	}

	@Test
	void keepsHostileTextOnItsLine() {
		Span span = this.orders.spanBuilder("a\nb").startSpan();
		span.setAttribute("key", "x\r\n" + "y".repeat(1_000));
		span.setStatus(StatusCode.ERROR, "1\n2 100%s");
		span.end();
		assertThat(this.recorder.awaitTrace().toString().lines()).hasSize(2)
			.anySatisfy((line) -> assertThat(line).startsWith("a b [INTERNAL] ERROR \"1 2 100%s\"")
				.contains("{key=x y")
				.endsWith("y…}")
				.hasSizeLessThan(250));
	}

	@Test
	void leavesOutStackTraces() {
		Span span = this.orders.spanBuilder("work").startSpan();
		span.recordException(new IllegalStateException("boom"));
		span.end();
		assertThat(this.recorder.awaitTrace().toString()).doesNotContain("exception.stacktrace")
			.contains("* exception {exception.message=boom, exception.type=java.lang.IllegalStateException}");
	}

	@Test
	void printsOneSpanOnOneLine() {
		TestServices.child(this.orders, Span.wrap(REMOTE), "work").end();
		assertThat(this.recorder.awaitTrace().root().toString()).startsWith("work [INTERNAL] (orders) ")
			.doesNotContain("\n");
	}

	private static Span start(Tracer tracer, Span parent, String name, SpanKind kind, long micros) {
		return tracer.spanBuilder(name)
			.setSpanKind(kind)
			.setParent(Context.root().with(parent))
			.setStartTimestamp(Instant.ofEpochSecond(1).plusNanos(micros * 1_000))
			.startSpan();
	}

	private static void end(Span span, long micros) {
		span.end(1_000_000 + micros, TimeUnit.MICROSECONDS);
	}

}
