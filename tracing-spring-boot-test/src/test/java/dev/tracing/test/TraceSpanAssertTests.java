package dev.tracing.test;

import java.util.List;

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
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.tracing.test.TestServices.child;
import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TraceSpanAssert}.
 */
class TraceSpanAssertTests {

	private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

	private static final SpanContext ELSEWHERE = SpanContext.createFromRemoteParent("0af7651916cd43dd8448eb211c80319c",
			"b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());

	private final TraceRecorder recorder = new TraceRecorder();

	private final TestServices services = new TestServices(this.recorder);

	private final Tracer tracer = this.services.start("orders");

	private TraceSpan root;

	private TraceSpan failed;

	@BeforeEach
	void record() {
		Span server = this.tracer.spanBuilder("GET /orders").setSpanKind(SpanKind.SERVER).startSpan();
		server.setAttribute(ROUTE, "/orders").setAttribute("http.response.status_code", 200);
		server.setAttribute(AttributeKey.stringArrayKey("tags"), List.of("a", "b"));
		Span client = child(this.tracer, server, "GET", SpanKind.CLIENT);
		client.addLink(ELSEWHERE);
		client.addEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L));
		client.recordException(new IllegalStateException("boom"));
		client.setAttribute("error.type", "java.lang.IllegalStateException");
		client.setStatus(StatusCode.ERROR, "gone");
		client.end();
		child(this.tracer, server, "render").end();
		server.end();
		this.root = this.recorder.awaitTrace().root();
		this.failed = this.root.children().get(0);
	}

	@AfterEach
	void close() {
		this.services.close();
	}

	@Test
	void acceptsWhatIsThere() {
		assertThat(this.root).hasName("GET /orders")
			.isServer()
			.isRoot()
			.hasService("orders")
			.hasAttribute(ROUTE, "/orders")
			.hasAttribute("http.response.status_code", 200)
			.hasAttribute("tags", List.of("a", "b"))
			.hasAttributeSatisfying(ROUTE, (route) -> assertThat(route).startsWith("/"))
			.hasNoAttribute("url.full", "error.type")
			.hasNoAttribute(AttributeKey.stringKey("url.full"))
			.hasAttributesExactly(Attributes.builder()
				.put(ROUTE, "/orders")
				.put("http.response.status_code", 200)
				.put("tags", "a", "b")
				.build())
			.hasStatus(StatusCode.UNSET)
			.hasNoError()
			.hasNoException()
			.hasNoLinks()
			.hasChildren("GET", "render")
			.hasChild("render", TraceSpanAssert::hasNoChildren)
			.hasNoRepeatedChild(1);
		assertThat(this.failed).isClient()
			.isChildOf(this.root)
			.isChildOf(this.root.context())
			.hasError()
			.hasError(IllegalStateException.class)
			.hasError("java.lang.IllegalStateException")
			.hasStatus(StatusCode.ERROR, "gone")
			.hasException(IllegalStateException.class)
			.hasException(IllegalStateException.class, "boom")
			.hasEvent("retry")
			.hasEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L))
			.hasLink(ELSEWHERE);
	}

	@Test
	void acceptsSpanDataAlone() {
		assertThat(this.failed.data()).isClient().hasName("GET").hasNoChildren();
	}

	@ParameterizedTest
	@EnumSource
	void comparesEachKind(SpanKind kind) {
		Span span = this.tracer.spanBuilder("work").setSpanKind(kind).startSpan();
		span.end();
		TraceSpanAssert assertions = assertThat(this.recorder.trace(span.getSpanContext().getTraceId()).root());
		switch (kind) {
			case INTERNAL -> assertions.isInternal();
			case SERVER -> assertions.isServer();
			case CLIENT -> assertions.isClient();
			case PRODUCER -> assertions.isProducer();
			case CONSUMER -> assertions.isConsumer();
		}
	}

	@Test
	void tellsSampledSpansFromRecordedOnes() {
		TestServices.child(this.services.start("recording", new RecordOnlySampler()), Span.getInvalid(), "work").end();
		TraceSpan unsampled = this.recorder.awaitTrace((trace) -> trace.find("work").isPresent()).root();
		assertThat(unsampled).isNotSampled();
		assertThat(this.root).isSampled();
		assertThat(unsampled.toString()).contains(" UNSAMPLED");
		fails(() -> root().isNotSampled(), "Expected not to be sampled");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(unsampled).isSampled())
			.withMessageContaining("Expected to be sampled");
	}

	@Test
	void failsOnOtherIdentity() {
		fails(() -> root().hasName("POST /orders"), "Span 'GET /orders' " + this.root.context().getSpanId(),
				"Expected name 'POST /orders'");
		fails(() -> root().isClient(), "Expected kind CLIENT but was SERVER");
		fails(() -> root().hasService("gateway"), "Expected service 'gateway' but was 'orders'");
	}

	@Test
	void failsOnOtherPlaceInTree() {
		fails(() -> failed().isRoot(), "Expected no parent but was " + this.root.context().getSpanId());
		fails(() -> root().isChildOf(this.failed), "Expected parent " + this.failed.context().getSpanId());
		fails(() -> failed().continues(ELSEWHERE.getTraceId(), ELSEWHERE.getSpanId()),
				"Expected the remote parent b7ad6b7169203331", "but was the local parent");
		fails(() -> failed().continues(this.root.context().getTraceId(), this.root.context().getSpanId()),
				"but was the local parent");
		fails(() -> root().hasChild("SELECT"), "Expected a child 'SELECT' but found ['GET', 'render']");
		fails(() -> root().hasChild("GET", TraceSpanAssert::isServer), "Span 'GET'", "Expected kind SERVER");
		fails(() -> root().hasChildren("render", "GET"), "Expected exactly the children [render, GET]");
		fails(() -> root().hasNoChildren(), "Expected exactly the children []");
		fails(() -> root().hasNoRepeatedChild(0), "{GET=1, render=1}");
	}

	@Test
	void failsOnOtherAttributes() {
		fails(() -> root().hasAttribute(ROUTE, "/"), "Expected attribute http.route to be \"/\" but was \"/orders\"");
		fails(() -> root().hasAttribute("url.full", "/"), "Expected attribute url.full to be \"/\" but was missing");
		fails(() -> root().hasNoAttribute(ROUTE), "Expected no attribute http.route but was \"/orders\"");
		fails(() -> root().hasAttributesExactly(Attributes.of(ROUTE, "/orders")), "Expected exactly the attributes",
				"{http.route=/orders}", "{http.response.status_code=200, http.route=/orders, tags=[a, b]}");
	}

	@Test
	void tellsAttributeTypesApart() {
		fails(() -> root().hasAttribute("http.response.status_code", "200"),
				"Expected attribute http.response.status_code to be \"200\" but was 200 (Long)");
		fails(() -> root().hasAttribute(AttributeKey.stringKey("http.response.status_code"), "200"),
				"to be \"200\" but was 200 (Long)");
	}

	@Test
	void failsOnAttributeThatDoesNotSatisfy() {
		fails(() -> root().hasAttributeSatisfying(ROUTE, (route) -> assertThat(route).isEqualTo("/x")),
				"Attribute http.route: ", "\"/x\"");
		fails(() -> root().hasAttributeSatisfying(AttributeKey.longKey("missing"), (value) -> {
		}), "Expected attribute missing but was missing");
	}

	@Test
	void failsOnOtherOutcome() {
		fails(() -> root().hasError(), "Expected status ERROR but was UNSET");
		fails(() -> failed().hasNoError(), "Expected no error but status was ERROR");
		fails(() -> failed().hasStatus(StatusCode.OK), "Expected status OK but was ERROR");
		fails(() -> failed().hasStatus(StatusCode.ERROR, "x"), "Expected status description \"x\" but was \"gone\"");
		fails(() -> failed().hasError(RuntimeException.class),
				"Expected attribute error.type to be \"java.lang.RuntimeException\"");
		fails(() -> failed().hasError("500"), "Expected attribute error.type to be \"500\"");
	}

	@Test
	void failsOnOtherEvents() {
		fails(() -> root().hasException(IllegalStateException.class),
				"Expected an event 'exception' of type java.lang.IllegalStateException but found []");
		fails(() -> failed().hasException(RuntimeException.class), "of type java.lang.RuntimeException");
		fails(() -> failed().hasException(IllegalStateException.class, "bang"), "with message \"bang\"");
		fails(() -> failed().hasNoException(), "Expected no exception");
		fails(() -> failed().hasEvent("give up"), "Expected an event 'give up'", "found [retry, exception]");
		fails(() -> failed().hasEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 3L)), "attempt=3");
	}

	@Test
	void failsOnOtherLinks() {
		fails(() -> root().hasLink(ELSEWHERE), "Expected a link to " + ELSEWHERE.getTraceId());
		fails(() -> failed().hasNoLinks(), "Expected no links");
	}

	@Test
	void overriddenMessageWins() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.root).withFailMessage("own words").isClient())
			.withMessage("own words");
	}

	private TraceSpanAssert root() {
		return assertThat(this.root).as("story");
	}

	private TraceSpanAssert failed() {
		return assertThat(this.failed).as("story");
	}

	private void fails(ThrowingCallable assertion, String... messages) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.withMessageStartingWith("[story] ")
			.withMessageEndingWith(this.root.trace().toString())
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(messages));
	}

	private static final class RecordOnlySampler implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			return SamplingResult.recordOnly();
		}

		@Override
		public String getDescription() {
			return "RecordOnlySampler";
		}

	}

}
