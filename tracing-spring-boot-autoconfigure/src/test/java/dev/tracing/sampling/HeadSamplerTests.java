package dev.tracing.sampling;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link HeadSampler}.
 */
class HeadSamplerTests {

	private static final String TRACE_ID_PREFIX = "0123456789abcdef01";

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

	@ParameterizedTest
	@CsvSource({ "0.5, 80000000000000, true", "0.5, 7fffffffffffff, false", "1.0, 00000000000000, true",
			"0.0, ffffffffffffff, false", "0.25, c0000000000000, true", "0.25, bfffffffffffff, false" })
	void keepsATraceIfItsRandomnessIsNotBelowTheThreshold(double probability, String randomness, boolean kept) {
		Sampler sampler = new HeadSampler(probability, -1);
		assertThat(isSampled(sampler, Context.root(), TRACE_ID_PREFIX + randomness)).isEqualTo(kept);
	}

	@Test
	void keepsTheConfiguredShareOfNewTraces() {
		Sampler sampler = new HeadSampler(0.1, -1);
		Random random = new Random(42);
		int kept = 0;
		for (int i = 0; i < 100_000; i++) {
			String traceId = TRACE_ID_PREFIX + String.format("%014x", random.nextLong() & 0xff_ffff_ffff_ffffL);
			kept += (isSampled(sampler, Context.root(), traceId)) ? 1 : 0;
		}
		assertThat(kept).isCloseTo(10_000, within(500));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void followsTheParentWhateverTheProbability(boolean parentSampled) {
		Context parent = contextOfParent(parentSampled);
		assertThat(isSampled(new HeadSampler(0, -1), parent, newTraceId())).isEqualTo(parentSampled);
		assertThat(isSampled(new HeadSampler(1, -1), parent, newTraceId())).isEqualTo(parentSampled);
		assertThat(isSampled(new HeadSampler(1, 0), parent, newTraceId())).isEqualTo(parentSampled);
	}

	@Test
	void decidesWhereTheRemoteParentDidNot() {
		Context undecided = DeferredDecision.mark(parent(SpanContext.createFromRemoteParent(TraceId.fromLongs(1, 1),
				SpanId.fromLong(1), TraceFlags.getDefault(), TraceState.getDefault())));
		assertThat(isSampled(new HeadSampler(1, -1), undecided)).isTrue();
		assertThat(isSampled(new HeadSampler(0, -1), undecided)).isFalse();
		Context below = undecided.with(Span.wrap(SpanContext.create(TraceId.fromLongs(1, 1), SpanId.fromLong(2),
				TraceFlags.getDefault(), TraceState.getDefault())));
		assertThat(isSampled(new HeadSampler(1, -1), below)).isFalse();
	}

	private static Context parent(SpanContext span) {
		return Context.root().with(Span.wrap(span));
	}

	private static boolean isSampled(HeadSampler sampler, Context parent) {
		return sampler
			.shouldSample(parent, TraceId.fromLongs(1, 1), "name", SpanKind.INTERNAL, Attributes.empty(), List.of())
			.getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
	}

	@Test
	void capsNewTracesPerSecondAndRefills() {
		HeadSampler sampler = new HeadSampler(1, 10, this.clock::get);
		assertThat(sampledOf(sampler, 50)).isEqualTo(10);
		this.clock.addAndGet(100_000_000);
		assertThat(sampledOf(sampler, 50)).isEqualTo(1);
		this.clock.addAndGet(60_000_000_000L);
		assertThat(sampledOf(sampler, 50)).isEqualTo(10);
	}

	@Test
	void rateBelowOnePerSecondLetsOneTracePassAtOnce() {
		HeadSampler sampler = new HeadSampler(1, 0.5, this.clock::get);
		assertThat(sampledOf(sampler, 5)).isEqualTo(1);
		this.clock.addAndGet(1_900_000_000L);
		assertThat(sampledOf(sampler, 5)).isZero();
		this.clock.addAndGet(200_000_000L);
		assertThat(sampledOf(sampler, 5)).isEqualTo(1);
	}

	@Test
	void rateOfZeroKeepsNoNewTrace() {
		assertThat(sampledOf(new HeadSampler(1, 0), 100)).isZero();
	}

	@Test
	void tracesRejectedByProbabilityDoNotUseUpTheRate() {
		HeadSampler sampler = new HeadSampler(0.5, 10, this.clock::get);
		for (int i = 0; i < 100; i++) {
			isSampled(sampler, Context.root(), TRACE_ID_PREFIX + "00000000000000");
		}
		int kept = 0;
		for (int i = 0; i < 100; i++) {
			kept += (isSampled(sampler, Context.root(), TRACE_ID_PREFIX + "ffffffffffffff")) ? 1 : 0;
		}
		assertThat(kept).isEqualTo(10);
	}

	@Test
	void describesItselfForPeople() {
		assertThat(new HeadSampler(0.1, 100).getDescription()).isEqualTo("10% of new traces, at most 100/s");
		assertThat(new HeadSampler(1, -1).getDescription()).isEqualTo("100% of new traces");
	}

	private int sampledOf(Sampler sampler, int traces) {
		int sampled = 0;
		for (int i = 0; i < traces; i++) {
			sampled += (isSampled(sampler, Context.root(), newTraceId())) ? 1 : 0;
		}
		return sampled;
	}

	private static String newTraceId() {
		return IdGenerator.random().generateTraceId();
	}

	private static Context contextOfParent(boolean sampled) {
		return Context.root()
			.with(Span.wrap(SpanContext.createFromRemoteParent(newTraceId(), IdGenerator.random().generateSpanId(),
					(sampled) ? TraceFlags.getSampled() : TraceFlags.getDefault(), TraceState.getDefault())));
	}

	private static boolean isSampled(Sampler sampler, Context parent, String traceId) {
		return sampler.shouldSample(parent, traceId, "GET", SpanKind.SERVER, Attributes.empty(), List.of())
			.getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
	}

}
