package dev.tracing.sampling;

import java.util.List;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardedSampler}.
 */
class GuardedSamplerTests {

	private final TracingFaults faults = new TracingFaults();

	@Test
	void samplerThatThrowsDropsTheSpanAndIsReported() {
		try (SdkTracerProvider provider = provider(new FailingSampler())) {
			Span span = provider.get("test").spanBuilder("work").startSpan();
			assertThat(span.isRecording()).isFalse();
			assertThat(this.faults.count()).isEqualTo(1);
		}
	}

	@Test
	void suppressionHoldsForAnySamplerAndForAllDescendants() {
		try (SdkTracerProvider provider = provider(Sampler.alwaysOn())) {
			try (Scope ignored = TraceSuppression.suppressedRoot().makeCurrent()) {
				Span outer = provider.get("test").spanBuilder("outer").startSpan();
				assertThat(outer.isRecording()).isFalse();
				try (Scope alsoIgnored = outer.makeCurrent()) {
					assertThat(provider.get("test").spanBuilder("inner").startSpan().isRecording()).isFalse();
				}
			}
			assertThat(provider.get("test").spanBuilder("after").startSpan().isRecording()).isTrue();
		}
	}

	private SdkTracerProvider provider(Sampler sampler) {
		return SdkTracerProvider.builder().setSampler(new GuardedSampler(sampler, this.faults)).build();
	}

	private static final class FailingSampler implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			throw new IllegalStateException("no decision");
		}

		@Override
		public String getDescription() {
			return "failing";
		}

	}

}
