package dev.tracing.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Hands each finished sampled span to the queue of every exporter. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ExportPipeline implements SpanProcessor {

	private final ExportQueue[] queues;

	private final Duration shutdownTimeout;

	/**
	 * Create a pipeline.
	 * @param queues one queue per exporter
	 * @param shutdownTimeout how long {@link #shutdown()} may take for all of them
	 */
	public ExportPipeline(List<ExportQueue> queues, Duration shutdownTimeout) {
		this.queues = queues.toArray(new ExportQueue[0]);
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Return the queues, one per exporter.
	 * @return an unmodifiable list
	 */
	public List<ExportQueue> queues() {
		return List.of(this.queues);
	}

	@Override
	public void onStart(Context parentContext, ReadWriteSpan span) {
	}

	@Override
	public boolean isStartRequired() {
		return false;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		if (span.getSpanContext().isSampled()) {
			for (ExportQueue queue : this.queues) {
				queue.add(span);
			}
		}
	}

	@Override
	public boolean isEndRequired() {
		return this.queues.length > 0;
	}

	@Override
	public CompletableResultCode forceFlush() {
		List<CompletableResultCode> results = new ArrayList<>(this.queues.length);
		for (ExportQueue queue : this.queues) {
			results.add(queue.flush());
		}
		return CompletableResultCode.ofAll(results);
	}

	/**
	 * Export what is waiting, and stop. Blocks for the shutdown timeout at the most.
	 */
	@Override
	public CompletableResultCode shutdown() {
		long deadline = System.nanoTime() + this.shutdownTimeout.toNanos();
		for (ExportQueue queue : this.queues) {
			queue.startClosing();
		}
		for (ExportQueue queue : this.queues) {
			queue.awaitClosed(deadline);
		}
		return CompletableResultCode.ofSuccess();
	}

}
