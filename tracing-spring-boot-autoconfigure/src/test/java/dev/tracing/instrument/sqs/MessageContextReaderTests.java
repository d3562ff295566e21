package dev.tracing.instrument.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageContextReader}.
 */
class MessageContextReaderTests {

	private static final String DATADOG = "{\"x-datadog-trace-id\":\"3\",\"x-datadog-parent-id\":\"33\","
			+ "\"x-datadog-sampling-priority\":\"1\",\"dd-pathway-ctx-base64\":\"aa+b/==\"}";

	private final TracingFaults faults = new TracingFaults();

	private final MessageContextReader reader = new MessageContextReader(W3CTraceContextPropagator.getInstance(),
			this.faults);

	@AfterEach
	void nothingFailed() {
		assertThat(this.faults.count()).isZero();
	}

	@Test
	void firstValidWins() {
		Map<String, String> message = new TreeMap<>(
				Map.of("traceparent", "00-00000000000000000000000000000001-0000000000000011-01", "x-datadog-trace-id",
						"2", "x-datadog-parent-id", "22", "_datadog", DATADOG, "b3",
						"0000000000000000000000000000000a-000000000000000a-1", "system:AWSTraceHeader",
						"Root=1-00000000-00000000000000000000000b;Parent=000000000000000b;Sampled=1"));
		assertThat(traceOf(message)).isEqualTo("00000000000000000000000000000001");
		message.put("traceparent", "nonsense");
		assertThat(traceOf(message)).isEqualTo("00000000000000000000000000000002");
		message.put("x-datadog-parent-id", "0");
		assertThat(traceOf(message)).isEqualTo("00000000000000000000000000000003");
		message.put("_datadog", "{");
		assertThat(traceOf(message)).isEqualTo("0000000000000000000000000000000a");
		message.put("b3", "");
		assertThat(traceOf(message)).isEqualTo("0000000000000000000000000000000b");
		message.put("system:AWSTraceHeader", "Root=1");
		assertThat(spanOf(message).isValid()).isFalse();
	}

	@Test
	void contextIsOnlyChangedByWhatMessageHas() {
		assertThat(this.reader.extract(Context.root(), Map.of(), MapReader.INSTANCE)).isSameAs(Context.root());
	}

	@Test
	void readsBothFormsOfB3() {
		assertThat(traceOf(
				Map.of("X-B3-TraceId", "000000000000000a", "X-B3-SpanId", "000000000000000b", "X-B3-Sampled", "1")))
			.isEqualTo("0000000000000000000000000000000a");
	}

	@Test
	void caseOfNamesDoesNotMatter() {
		assertThat(traceOf(Map.of("Traceparent", "00-00000000000000000000000000000001-0000000000000011-01")))
			.isEqualTo("00000000000000000000000000000001");
		assertThat(traceOf(Map.of("X-Datadog-Trace-Id", "2", "X-DATADOG-PARENT-ID", "22")))
			.isEqualTo("00000000000000000000000000000002");
	}

	@Test
	void traceparentWithinDatadogsAttributeIsPreferred() {
		assertThat(traceOf(Map.of("_datadog",
				"{\"x-datadog-trace-id\":\"3\",\"x-datadog-parent-id\":\"33\","
						+ "\"traceparent\":\"00-640cfd8d000000000000000000000003-0000000000000021-01\"}")))
			.isEqualTo("640cfd8d000000000000000000000003");
	}

	@Test
	void datadogsAttributeMayBeEncoded() {
		assertThat(traceOf(
				Map.of("_datadog", Base64.getEncoder().encodeToString(DATADOG.getBytes(StandardCharsets.UTF_8)))))
			.isEqualTo("00000000000000000000000000000003");
	}

	@Test
	void highHalfOfDatadogsTraceIdIsKept() {
		assertThat(traceOf(Map.of("_datadog",
				"{\"x-datadog-trace-id\":\"3\",\"x-datadog-parent-id\":\"33\","
						+ "\"x-datadog-tags\":\"_dd.p.dm=-1,_dd.p.tid=640cfd8d00000000\"}")))
			.isEqualTo("640cfd8d000000000000000000000003");
	}

	@Test
	void readsBaggageBesideAnyFormat() {
		Context context = this.reader.extract(Context.root(),
				Map.of("x-datadog-trace-id", "2", "x-datadog-parent-id", "22", "baggage", "tenant=a"),
				MapReader.INSTANCE);
		assertThat(Baggage.fromContext(context).getEntryValue("tenant")).isEqualTo("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "{}", "[]", "%%%", "{\"x-datadog-trace-id\":{}}", "\u0000", "0-0-0-0" })
	void nonsenseIsNoContext(String value) {
		for (String name : this.reader.attributes()) {
			assertThat(spanOf(Map.of(name, value)).isValid()).as(name).isFalse();
		}
		assertThat(spanOf(Map.of("system:AWSTraceHeader", value)).isValid()).isFalse();
	}

	@Test
	void asksForWhatIsMissingOnly() {
		List<String> needed = List.of("traceparent", "x-datadog-trace-id", "x-datadog-parent-id");
		assertThat(MessageContextReader.missing(List.of(), needed)).isEqualTo(needed);
		assertThat(MessageContextReader.missing(List.of("All"), needed)).isEmpty();
		assertThat(MessageContextReader.missing(List.of(".*"), needed)).isEmpty();
		assertThat(MessageContextReader.missing(List.of("x-datadog.*", "other"), needed))
			.containsExactly("traceparent");
		assertThat(MessageContextReader.missing(List.of("traceparent"), needed)).hasSize(2);
	}

	private String traceOf(Map<String, String> message) {
		return spanOf(message).getTraceId();
	}

	private SpanContext spanOf(Map<String, String> message) {
		return Span.fromContext(this.reader.extract(Context.root(), message, MapReader.INSTANCE)).getSpanContext();
	}

	/**
	 * Reads system attributes from entries that start so.
	 */
	private enum MapReader implements MessageReader<Map<String, String>> {

		INSTANCE;

		@Override
		public @Nullable String get(@Nullable Map<String, String> message, String name) {
			return MessageReader.find(message, name);
		}

		@Override
		public @Nullable String systemAttribute(Map<String, String> message, String name) {
			return message.get("system:" + name);
		}

		@Override
		public @Nullable String id(Map<String, String> message) {
			return null;
		}

	}

}
