package dev.tracing.export;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Keeps a span processor of the application that throws from failing what is being
 * traced, for the SDK would let its exception through.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class GuardedSpanProcessor implements SpanProcessor {

	private final SpanProcessor delegate;

	private final TracingFaults faults;

	/**
	 * Create a processor.
	 * @param delegate the application's processor
	 * @param faults where its failures are reported
	 */
	public GuardedSpanProcessor(SpanProcessor delegate, TracingFaults faults) {
		this.delegate = delegate;
		this.faults = faults;
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
		try {
			this.delegate.onStart(parentContext, span);
		}
		catch (RuntimeException ex) {
			this.faults.report("telling " + this.delegate + " of a span's start", ex);
		}
	}

	@Override
	public boolean isStartRequired() {
		return this.delegate.isStartRequired();
	}

	@Override
	public void onEnd(ReadableSpan span) {
		try {
			this.delegate.onEnd(span);
		}
		catch (RuntimeException ex) {
			this.faults.report("telling " + this.delegate + " of a span's end", ex);
		}
	}

	@Override
	public boolean isEndRequired() {
		return this.delegate.isEndRequired();
	}

	@Override
	public CompletableResultCode forceFlush() {
		return this.delegate.forceFlush();
	}

	@Override
	public CompletableResultCode shutdown() {
		return this.delegate.shutdown();
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
