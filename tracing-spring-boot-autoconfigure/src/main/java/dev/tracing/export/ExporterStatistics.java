package dev.tracing.export;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What became of the spans that were meant for one exporter, since start. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ExporterStatistics {

	private final String exporter;

	private final IntSupplier queueSize;

	private final int queueCapacity;

	private final LongAdder exported = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	private volatile @Nullable String lastFailure;

	ExporterStatistics(String exporter, IntSupplier queueSize, int queueCapacity) {
		this.exporter = exporter;
		this.queueSize = queueSize;
		this.queueCapacity = queueCapacity;
	}

	void exported(int spans) {
		this.exported.add(spans);
	}

	void failed(int spans, String reason) {
		this.failed.add(spans);
		this.lastFailure = reason;
	}

	void dropped(int spans) {
		this.dropped.add(spans);
	}

	/**
	 * Return the name of the exporter, as in "otlp".
	 * @return the name
	 */
	public String exporter() {
		return this.exporter;
	}

	/**
	 * Return how many spans the exporter accepted.
	 * @return the number of spans
	 */
	public long exported() {
		return this.exported.sum();
	}

	/**
	 * Return how many spans were lost because the exporter failed.
	 * @return the number of spans
	 */
	public long failed() {
		return this.failed.sum();
	}

	/**
	 * Return how many spans were lost because the queue was full or time ran out at
	 * shutdown.
	 * @return the number of spans
	 */
	public long dropped() {
		return this.dropped.sum();
	}

	/**
	 * Return how many spans wait.
	 * @return the number of spans
	 */
	public int queueSize() {
		return this.queueSize.getAsInt();
	}

	/**
	 * Return how many spans may wait.
	 * @return the number of spans
	 */
	public int queueCapacity() {
		return this.queueCapacity;
	}

	/**
	 * Return why spans were lost last.
	 * @return one line, or {@code null} if no export failed
	 */
	public @Nullable String lastFailure() {
		return this.lastFailure;
	}

}
