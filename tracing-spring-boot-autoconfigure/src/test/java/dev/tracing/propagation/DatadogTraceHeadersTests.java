package dev.tracing.propagation;

import java.util.HashMap;
import java.util.Map;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatadogTraceHeaders}.
 */
class DatadogTraceHeadersTests {

	private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key) : null;
		}

	};

	@Test
	void idsAreUnsignedDecimals() {
		SpanContext span = extract(Map.of("x-datadog-trace-id", "18446744073709551615", "x-datadog-parent-id", "1",
				"x-datadog-sampling-priority", "2"));
		assertThat(span.getTraceId()).isEqualTo("0000000000000000ffffffffffffffff");
		assertThat(span.getSpanId()).isEqualTo("0000000000000001");
		assertThat(span.isSampled()).isTrue();
		assertThat(span.isRemote()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "-1,false", "0,false", "1,true", "2,true", "-2,false", "nonsense,true" })
	void priorityTellsWhetherTraceIsKept(String priority, boolean kept) {
		assertThat(extract(
				Map.of("x-datadog-trace-id", "5", "x-datadog-parent-id", "6", "x-datadog-sampling-priority", priority))
			.isSampled()).isEqualTo(kept);
	}

	@Test
	void traceWithoutPriorityIsKept() {
		assertThat(extract(Map.of("x-datadog-trace-id", "5", "x-datadog-parent-id", "6")).isSampled()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "_dd.p.tid=640cfd8d00000000|640cfd8d00000000",
			"_dd.p.dm=-4,_dd.p.tid=640cfd8d00000000|640cfd8d00000000",
			"_dd.p.tid=640cfd8d00000000,_dd.p.dm=-4|640cfd8d00000000", "_dd.p.tid=640cfd8d|0000000000000000",
			"_dd.p.tid=640CFD8D00000000|0000000000000000", "_dd.p.tid=640cfd8d0000000g|0000000000000000",
			"x_dd.p.tid=640cfd8d00000000|0000000000000000", "_dd.p.tid=|0000000000000000", ",,=|0000000000000000" })
	void tagHasHighHalfOfTraceId(String tags, String high) {
		assertThat(extract(Map.of("x-datadog-trace-id", "5", "x-datadog-parent-id", "6", "x-datadog-tags", tags))
			.getTraceId()).isEqualTo(high + "0000000000000005");
	}

	@ParameterizedTest
	@CsvSource({ "0,6", "5,0", "-5,6", "5,-6", "nonsense,6", "5,nonsense", "'',6", "99999999999999999999,6" })
	void whatIsNoIdIsNoContext(String traceId, String parentId) {
		assertThat(extract(Map.of("x-datadog-trace-id", traceId, "x-datadog-parent-id", parentId)).isValid()).isFalse();
	}

	@Test
	void writesWhatItReads() {
		for (String traceId : new String[] { "640cfd8d00000000ffffffffffffffff", "0000000000000000000000000000000a" }) {
			SpanContext span = SpanContext.createFromRemoteParent(traceId, "f0f0f0f0f0f0f0f0", TraceFlags.getSampled(),
					TraceState.getDefault());
			assertThat(extract(new HashMap<>(DatadogTraceHeaders.format(span)))).isEqualTo(span);
		}
	}

	private static SpanContext extract(Map<String, String> headers) {
		return Span.fromContext(DatadogTraceHeaders.extract(Context.root(), headers, GETTER)).getSpanContext();
	}

}
