package dev.tracing.propagation;

import dev.tracing.sampling.DeferredDecision;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link XRayTraceHeader}.
 */
class XRayTraceHeaderTests {

	private static final String TRACE_ID = "5759e988bd862e3fe1be46a994272793";

	private static final String SPAN_ID = "53995c3f42cd8ad8";

	@ParameterizedTest
	@ValueSource(strings = { "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
			"Sampled=1;Parent=53995c3f42cd8ad8;Root=1-5759e988-bd862e3fe1be46a994272793",
			"Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5",
			" Root=1-5759E988-BD862E3FE1BE46A994272793 ; Parent=53995C3F42CD8AD8 ; Sampled=1 ",
			"root=1-5759e988-bd862e3fe1be46a994272793;parent=53995c3f42cd8ad8;sampled=1;nonsense;;k=" })
	void readsParent(String header) {
		Context context = XRayTraceHeader.extract(Context.root(), header);
		SpanContext span = Span.fromContext(context).getSpanContext();
		assertThat(span.getTraceId()).isEqualTo(TRACE_ID);
		assertThat(span.getSpanId()).isEqualTo(SPAN_ID);
		assertThat(span.isSampled()).isTrue();
		assertThat(span.isRemote()).isTrue();
		assertThat(DeferredDecision.isDeferred(context)).isFalse();
	}

	@Test
	void readsThatTraceIsNotKept() {
		Context context = XRayTraceHeader.extract(Context.root(),
				"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0");
		assertThat(Span.fromContext(context).getSpanContext().isSampled()).isFalse();
		assertThat(DeferredDecision.isDeferred(context)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
			"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=?" })
	void leavesOpenWhatTheHeaderLeavesOpen(String header) {
		Context context = XRayTraceHeader.extract(Context.root(), header);
		assertThat(Span.fromContext(context).getSpanContext().getTraceId()).isEqualTo(TRACE_ID);
		assertThat(DeferredDecision.isDeferred(context)).isTrue();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", ";", "=", "=;=", "Root", "Root=;Parent=;Sampled=",
			"Root=1-5759e988;Parent=x;Sampled=1", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
			"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0000000000000000;Sampled=1",
			"Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8;Sampled=1",
			"Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
			"Root=1-5759e98g-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
			"Root=1-5759e988bd862e3fe1be46a9942727930;Parent=53995c3f42cd8ad8;Sampled=1",
			"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad;Sampled=1" })
	void whatNamesNoParentIsNoContext(String header) {
		assertThat(XRayTraceHeader.extract(Context.root(), header)).isSameAs(Context.root());
	}

	@Test
	void whatNobodyWouldWriteIsNotEvenRead() {
		String header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
		assertThat(XRayTraceHeader.extract(Context.root(), ";".repeat(2_000_000) + header)).isSameAs(Context.root());
	}

	@Test
	void writesWhatItReads() {
		SpanContext span = SpanContext.create(TRACE_ID, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault());
		String header = XRayTraceHeader.format(span);
		assertThat(header).isEqualTo("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
		assertThat(XRayTraceHeader
			.format(SpanContext.create(TRACE_ID, SPAN_ID, TraceFlags.getDefault(), TraceState.getDefault())))
			.endsWith(";Sampled=0");
	}

}
