package dev.tracing.instrument.sqs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.OmittedFields;
import dev.tracing.propagation.PropagationFormat;
import dev.tracing.propagation.TraceContextPropagator;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageContextWriter} and {@link MessageSpace}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessageContextWriterTests {

	private static final SpanContext SPAN = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
			TraceFlags.getSampled(), TraceState.builder().put("vendor", "1").build());

	private static final Context CONTEXT = Context.root()
		.with(Span.wrap(SPAN))
		.with(Baggage.builder().put("tenant", "a").build());

	private final OmittedFields omitted = new OmittedFields("SQS", "AWSTraceHeader");

	private final TracingFaults faults = new TracingFaults();

	private final SqsTracingProperties properties = new SqsTracingProperties();

	@Test
	void writesWhatIsConfigured() {
		assertThat(writer(PropagationFormat.W3C, PropagationFormat.B3_MULTI).attributes(CONTEXT, Set.of()))
			.containsOnlyKeys("traceparent", "tracestate", "baggage", "X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled");
		assertThat(this.omitted.count()).isZero();
	}

	@Test
	void mostValuableGoesFirst(CapturedOutput output) {
		MessageContextWriter writer = writer(PropagationFormat.B3_MULTI, PropagationFormat.W3C);
		assertThat(writer.attributes(CONTEXT, names(5))).containsOnlyKeys("traceparent", "tracestate", "baggage");
		assertThat(writer.attributes(CONTEXT, names(8))).containsOnlyKeys("traceparent", "tracestate");
		assertThat(writer.attributes(CONTEXT, names(9))).containsOnlyKeys("traceparent");
		assertThat(writer.attributes(CONTEXT, names(10))).isEmpty();
		assertThat(this.omitted.count()).isEqualTo(3 + 4 + 5 + 6);
		assertThat(output).containsOnlyOnce("Trace context does not fit");
	}

	@Test
	void formatThatIsWorthNothingInPartStaysBehindAsAWhole() {
		assertThat(writer(PropagationFormat.B3_MULTI).attributes(CONTEXT, names(8))).isEmpty();
	}

	@Test
	void nothingIsOmittedWhereNothingIsToGo(CapturedOutput output) {
		assertThat(writer(PropagationFormat.W3C).attributes(Context.root(), names(11))).isEmpty();
		assertThat(this.omitted.count()).isZero();
		assertThat(output).doesNotContain("Trace context does not fit");
	}

	@Test
	void attributesOfApplicationStayWhatTheyAre() {
		MessageContextWriter writer = writer(PropagationFormat.W3C, PropagationFormat.B3_MULTI);
		assertThat(writer.attributes(CONTEXT, Set.of("baggage"))).hasSize(5).doesNotContainKey("baggage");
		assertThat(writer.attributes(CONTEXT, Set.of("X-B3-SpanId"))).containsOnlyKeys("baggage");
		assertThat(writer.attributes(CONTEXT, Set.of("traceparent", "baggage"))).isEmpty();
	}

	@Test
	void clientThatAddsAttributesHasRoomForThem() {
		assertThat(writer(PropagationFormat.W3C).reserving(1).attributes(CONTEXT, names(9))).isEmpty();
	}

	@Test
	void noMessageIsTakenOverALimit() {
		MessageContextWriter writer = writer(PropagationFormat.W3C);
		for (long limit : new long[] { 262_144, 1_048_576 }) {
			assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(limit, () -> limit))).isEmpty();
			assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(limit, () -> limit - 80)))
				.containsOnlyKeys("traceparent");
			assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(limit, () -> limit + 1))).hasSize(3);
		}
	}

	@Test
	void limitOfQueuesIsMinded() {
		this.properties.setMaxMessageSize(DataSize.ofBytes(2000));
		MessageContextWriter writer = writer(PropagationFormat.W3C);
		assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(1990, () -> 1990))).isEmpty();
		assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(1000, () -> 1000))).hasSize(3);
	}

	@Test
	void messagesOfBatchShareItsSpace() {
		MessageContextWriter writer = writer(PropagationFormat.W3C);
		MessageSpace inAll = writer.space(262_144, () -> 262_000);
		assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(10, () -> 10), inAll)).hasSize(3);
		assertThat(writer.attributes(CONTEXT, Set.of(), writer.space(10, () -> 10), inAll)).isEmpty();
	}

	@Test
	void bytesAreCountedAsSqsDoes() {
		assertThat(MessageSpace.utf8Length("a\u00e4\u20ac\ud83d\ude00")).isEqualTo(1 + 2 + 3 + 4);
	}

	@Test
	void writesDatadogsAttributeOnRequest() {
		this.properties.setDatadogAttribute(true);
		Map<String, String> attributes = writer(PropagationFormat.W3C).attributes(CONTEXT, Set.of());
		assertThat(attributes.get("_datadog")).contains("\"x-datadog-trace-id\":\"9532127138774266268\"")
			.contains("\"x-datadog-parent-id\":\"13235353014750950193\"")
			.contains("\"x-datadog-sampling-priority\":\"1\"")
			.contains("\"x-datadog-tags\":\"_dd.p.tid=0af7651916cd43dd\"");
	}

	@Test
	void headerOfApplicationStaysUnlessItIsOfTheSameTrace() {
		MessageContextWriter writer = writer(PropagationFormat.W3C);
		String header = "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1";
		assertThat(writer.traceHeader(SPAN, null)).isEqualTo(header);
		assertThat(writer.traceHeader(SPAN, header.replace("Parent=b7", "Parent=b8"))).isEqualTo(header);
		assertThat(writer.traceHeader(SPAN, header.replace("1-0af", "1-0bf"))).isNull();
		assertThat(writer.traceHeader(SPAN, "nonsense")).isNull();
		assertThat(writer.traceHeader(SpanContext.getInvalid(), null)).isNull();
		this.properties.setAwsTraceHeader(false);
		assertThat(writer(PropagationFormat.W3C).traceHeader(SPAN, null)).isNull();
	}

	private MessageContextWriter writer(PropagationFormat... formats) {
		List<PropagationFormat> inject = List.of(formats);
		return new MessageContextWriter(new TraceContextPropagator(inject, inject, this.faults), this.properties,
				this.omitted, this.faults);
	}

	private static Set<String> names(int count) {
		return IntStream.range(0, count).mapToObj((index) -> "own-" + index).collect(Collectors.toSet());
	}

}
