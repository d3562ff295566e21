package dev.tracing.sampling;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.LongSupplier;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.jspecify.annotations.Nullable;

/**
 * Samples new traces by probability and by a cap per second, and follows the decision of
 * a parent, if it made one. Thread-safe.
 *
 * <p>
 * The probability is compared with the random part of the trace id, as the OpenTelemetry
 * specification "Tracing SDK, Probability Sampling" asks (kept if the last 56 bits are
 * not below the rejection threshold), so services with the same probability keep the same
 * traces.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class HeadSampler implements Sampler {

	private static final long RANDOMNESS_VALUES = 1L << 56;

	private static final int RANDOMNESS_START = 18;

	private static final int TRACE_ID_LENGTH = 32;

	private final double probability;

	private final double tracesPerSecond;

	private final long rejectionThreshold;

	private final @Nullable TraceRateLimiter rateLimiter;

	/**
	 * Create a sampler.
	 * @param probability share of new traces to keep, 0 to 1
	 * @param tracesPerSecond how many new traces to keep per second at the most, or a
	 * negative number for no cap
	 */
	public HeadSampler(double probability, double tracesPerSecond) {
		this(probability, tracesPerSecond, System::nanoTime);
	}

	HeadSampler(double probability, double tracesPerSecond, LongSupplier nanoTime) {
		this.probability = probability;
		this.tracesPerSecond = tracesPerSecond;
		this.rejectionThreshold = (tracesPerSecond == 0) ? RANDOMNESS_VALUES
				: Math.round((1 - probability) * RANDOMNESS_VALUES);
		this.rateLimiter = (tracesPerSecond > 0) ? new TraceRateLimiter(tracesPerSecond, nanoTime) : null;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		SpanContext parent = Span.fromContext(parentContext).getSpanContext();
		boolean sampled = (hasDecision(parentContext, parent)) ? parent.isSampled() : sampleNewTrace(traceId);
		return (sampled) ? SamplingResult.recordAndSample() : SamplingResult.drop();
	}

	/**
	 * Only a remote parent may have left the decision open: what is below it is decided.
	 */
	private static boolean hasDecision(Context parentContext, SpanContext parent) {
		return parent.isValid() && !(parent.isRemote() && DeferredDecision.isDeferred(parentContext));
	}

	private boolean sampleNewTrace(String traceId) {
		return randomnessOf(traceId) >= this.rejectionThreshold
				&& (this.rateLimiter == null || this.rateLimiter.tryAcquire());
	}

	private static long randomnessOf(String traceId) {
		return Long.parseLong(traceId, RANDOMNESS_START, TRACE_ID_LENGTH, 16);
	}

	@Override
	public String getDescription() {
		String cap = (this.tracesPerSecond < 0) ? "" : ", at most " + plain(this.tracesPerSecond) + "/s";
		return plain(this.probability * 100) + "% of new traces" + cap;
	}

	private static String plain(double number) {
		return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
	}

	@Override
	public String toString() {
		return getDescription();
	}

}
