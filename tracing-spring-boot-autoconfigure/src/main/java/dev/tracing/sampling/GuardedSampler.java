package dev.tracing.sampling;

import java.util.List;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Stands between the SDK and the sampler in use: honours {@link TraceSuppression} whoever
 * wrote the sampler, and keeps a sampler that throws from failing the application, for
 * the SDK would let its exception through.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class GuardedSampler implements Sampler {

	private final Sampler delegate;

	private final TracingFaults faults;

	/**
	 * Create a sampler.
	 * @param delegate the sampler that decides
	 * @param faults where its failures are reported
	 */
	public GuardedSampler(Sampler delegate, TracingFaults faults) {
		this.delegate = delegate;
		this.faults = faults;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		if (TraceSuppression.isSuppressed(parentContext)) {
			return SamplingResult.drop();
		}
		try {
			return this.delegate.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
		}
		catch (RuntimeException ex) {
			this.faults.report("sampling a span", ex);
			return SamplingResult.drop();
		}
	}

	@Override
	public String getDescription() {
		return this.delegate.getDescription();
	}

	@Override
	public String toString() {
		return getDescription();
	}

}
