package dev.tracing.test;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

import static dev.tracing.test.TestServices.child;
import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TraceAssert}.
 */
class TraceAssertTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN_ID = "b7ad6b7169203331";

	private final TraceRecorder recorder = new TraceRecorder();

	private final TestServices services = new TestServices(this.recorder);

	private final Tracer gateway = this.services.start("gateway");

	private final Tracer orders = this.services.start("orders");

	private Trace trace;

	@BeforeEach
	void record() {
		SpanContext remote = SpanContext.createFromRemoteParent(TRACE_ID, SPAN_ID, TraceFlags.getSampled(),
				TraceState.getDefault());
		Span entry = child(this.gateway, Span.wrap(remote), "GET /", SpanKind.SERVER);
		Span call = child(this.gateway, entry, "GET", SpanKind.CLIENT);
		Span server = child(this.orders, call, "GET /orders", SpanKind.SERVER);
		child(this.orders, server, "SELECT", SpanKind.CLIENT).setAttribute("row", 1).end();
		child(this.orders, server, "SELECT", SpanKind.CLIENT).setAttribute("row", 2).end();
		server.end();
		call.end();
		entry.end();
		this.trace = this.recorder.awaitTrace();
	}

	@AfterEach
	void close() {
		this.services.close();
	}

	@Test
	void describesTheTraceAsItReads() {
		assertThat(this.trace).hasTraceId(TRACE_ID)
			.continues(TRACE_ID, SPAN_ID)
			.hasServices("orders", "gateway")
			.hasSpanCount(5)
			.hasRoot("GET /", (root) -> root.isServer()
				.hasChild("GET", (call) -> call.isClient().hasChild("GET /orders", (server) -> server.isServer())))
			.hasSpan("SELECT", (select) -> select.hasAttribute("row", 2))
			.doesNotHaveSpan("INSERT")
			.hasNoRepeatedChild(2)
			.hasNoOrphans()
			.hasNoErrors();
	}

	@Test
	void comparesNamesAndKindsOfTree() {
		assertThat(this.trace).hasTree("""
				GET / [SERVER]
				  GET
				    GET /orders [server]
				      SELECT
				      SELECT [CLIENT]
				""");
	}

	@Test
	void acceptsAnyConsistentIndentation() {
		assertThat(this.trace).hasTree("\tGET /\n\t\tGET\n\t\t\t\tGET /orders\n\n\t\t\t\t\tSELECT\n\t\t\t\t\tSELECT\n");
	}

	@Test
	void refusesInconsistentIndentation() {
		assertThatIllegalArgumentException().isThrownBy(() -> assertThat(this.trace).hasTree("""
				GET /
				    GET
				  SELECT
				""")).withMessageContaining("'  SELECT' is indented by 2 characters");
	}

	@Test
	void failsOnOtherTreeWithBothTrees() {
		assertThatExceptionOfType(AssertionFailedError.class)
			.isThrownBy(() -> assertThat(this.trace).as("story").hasTree("""
					GET /
					  GET
					    GET /orders
					"""))
			.withMessage("""
					[story] Expected the tree
					GET /
					  GET
					    GET /orders

					but was
					GET /
					  GET
					    GET /orders
					      SELECT
					      SELECT

					""" + this.trace)
			.satisfies((ex) -> {
				assertThat(ex.isExpectedDefined()).isTrue();
				assertThat(ex.isActualDefined()).isTrue();
			});
	}

	@Test
	void failsOnOtherKindInTree() {
		fails(() -> assertThat(this.trace).as("story").hasTree("""
				GET /
				  GET [PRODUCER]
				    GET /orders
				      SELECT
				      SELECT
				"""), "GET [PRODUCER]", "  GET [CLIENT]");
	}

	@Test
	void failsOnOtherNameInTree() {
		fails(() -> assertThat(this.trace).as("story").hasTree("""
				GET /
				  GET
				    GET /orders
				      SELECT
				      UPDATE
				"""), "UPDATE");
	}

	@Test
	void findsConcurrentSiblingsInAnyOrder() {
		this.recorder.clear();
		Span root = this.orders.spanBuilder("root").startSpan();
		Span first = child(this.orders, root, "task");
		child(this.orders, first, "GET").end();
		child(this.orders, root, "task").end();
		child(this.orders, root, "other").end();
		first.end();
		root.end();
		Trace concurrent = this.recorder.awaitTrace();
		String anyOrder = """
				root
				  other
				  task
				  task
				    GET
				""";
		assertThat(concurrent).hasTreeInAnyOrder(anyOrder);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(concurrent).hasTree(anyOrder));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(concurrent).hasTreeInAnyOrder("""
				root
				  other
				    GET
				  task
				  task
				"""));
	}

	@Test
	void failsOnOtherTraceId() {
		fails(() -> assertThat(this.trace).as("story").hasTraceId("abc"), "Expected trace abc");
	}

	@Test
	void failsOnOtherParent() {
		fails(() -> assertThat(this.trace).as("story").continues(TRACE_ID, "00f067aa0ba902b7"),
				"Expected the remote parent 00f067aa0ba902b7");
	}

	@Test
	void failsOnOtherRoot() {
		fails(() -> assertThat(this.trace).as("story").hasRoot("POST /"),
				"Expected the root 'POST /' but it is 'GET /'");
	}

	@Test
	void failsOnSeveralRoots() {
		SpanContext lost = SpanContext.create(TRACE_ID, "00f067aa0ba902b7", TraceFlags.getSampled(),
				TraceState.getDefault());
		child(this.orders, Span.wrap(lost), "lost").end();
		this.trace = this.recorder.awaitTrace();
		fails(() -> assertThat(this.trace).as("story").hasRoot("GET /"), "found 2 roots ['GET /', 'lost']");
		fails(() -> assertThat(this.trace).as("story").continues(TRACE_ID, SPAN_ID), "found ['GET /', 'lost']");
		fails(() -> assertThat(this.trace).as("story").hasNoOrphans(), "Expected no orphans but found ['lost']");
	}

	@Test
	void failsOnMissingSpan() {
		fails(() -> assertThat(this.trace).as("story").hasSpan("INSERT"),
				"Expected a span 'INSERT' but found ['GET /',");
	}

	@Test
	void saysWhyNoSpanOfThatNameQualifies() {
		fails(() -> assertThat(this.trace).as("story").hasSpan("SELECT", (span) -> span.hasAttribute("row", "%s")),
				"1. [story] Span 'SELECT'", "2. [story] Span 'SELECT'",
				"Expected attribute row to be \"%s\" but was 1");
	}

	@Test
	void failsOnUnwantedSpan() {
		fails(() -> assertThat(this.trace).as("story").doesNotHaveSpan("SELECT"), "Expected no span 'SELECT'");
	}

	@Test
	void failsOnOtherSpanCount() {
		fails(() -> assertThat(this.trace).as("story").hasSpanCount(4), "Expected 4 spans but found 5");
	}

	@Test
	void failsOnOtherServices() {
		fails(() -> assertThat(this.trace).as("story").hasServices("orders"),
				"Expected services [orders] but found [gateway, orders]");
	}

	@Test
	void failsOnCallsInALoop() {
		fails(() -> assertThat(this.trace).as("story").hasNoRepeatedChild(1), "Span 'GET /orders'",
				"Expected at most 1 children with the same name but found {SELECT=2}");
	}

	@Test
	void failsOnErrors() {
		Span span = this.orders.spanBuilder("bad").startSpan();
		span.setStatus(StatusCode.ERROR);
		span.end();
		this.trace = this.recorder.trace(span.getSpanContext().getTraceId());
		fails(() -> assertThat(this.trace).as("story").hasNoErrors(), "Expected no errors but found ['bad']");
	}

	@Test
	void failsOnMissingTrace() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(nothing()).hasSpanCount(1));
	}

	@SuppressWarnings("NullAway")
	private static Trace nothing() {
		return null;
	}

	private void fails(ThrowingCallable assertion, String... messages) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.withMessageStartingWith("[story] ")
			.withMessageEndingWith(this.trace.toString())
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(messages));
	}

}
