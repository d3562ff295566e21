package dev.tracing.export;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue and the one worker thread of one exporter. Adding a span never
 * blocks: when the queue is full, the new span is dropped and counted.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ExportQueue {

	private final SpanExporter exporter;

	private final ExportQueueSettings settings;

	private final SpanRing<ReadableSpan> ring;

	private final ExporterStatistics statistics;

	private final ExportLog log;

	private final AtomicReference<@Nullable CompletableResultCode> flush = new AtomicReference<>();

	private final Thread worker;

	private volatile boolean asleep;

	private volatile boolean closing;

	private volatile boolean abandoned;

	/**
	 * Create a queue and start its worker.
	 * @param name short name of the exporter, for the thread, log lines and meters
	 * @param exporter the exporter, called from the worker thread only
	 * @param settings bounds
	 */
	public ExportQueue(String name, SpanExporter exporter, ExportQueueSettings settings) {
		this.exporter = exporter;
		this.settings = settings;
		this.ring = new SpanRing<>(settings.capacity());
		this.statistics = new ExporterStatistics(name, this.ring::size, settings.capacity());
		this.log = new ExportLog(exporter, this.statistics);
		this.worker = new Thread(this::work, "tracing-export-" + name);
		this.worker.setDaemon(true);
		this.worker.start();
	}

	/**
	 * Return the counters of this queue.
	 * @return live counters
	 */
	public ExporterStatistics statistics() {
		return this.statistics;
	}

	void add(ReadableSpan span) {
		if (this.closing || !this.ring.offer(span)) {
			this.statistics.dropped(1);
			this.log.dropped(this.closing);
			return;
		}
		if (this.asleep && this.ring.size() >= this.settings.batchSize()) {
			wakeUp();
		}
	}

	/**
	 * Ask the worker to export what is waiting now.
	 * @return completed when that is done
	 */
	CompletableResultCode flush() {
		CompletableResultCode request = new CompletableResultCode();
		CompletableResultCode pending = this.flush.compareAndExchange(null, request);
		wakeUp();
		if (!this.worker.isAlive() && this.flush.compareAndSet(request, null)) {
			return request.succeed();
		}
		return (pending != null) ? pending : request;
	}

	/**
	 * Take no more spans and let the worker export what is left. Returns at once.
	 */
	void startClosing() {
		this.closing = true;
		wakeUp();
	}

	/**
	 * Wait for the worker, and give up what it has not exported in time.
	 * @param deadlineNanos when to give up, in terms of {@link System#nanoTime()}
	 */
	void awaitClosed(long deadlineNanos) {
		try {
			TimeUnit.NANOSECONDS.timedJoin(this.worker, Math.max(1, deadlineNanos - System.nanoTime()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.worker.isAlive()) {
			this.abandoned = true;
			this.worker.interrupt();
		}
	}

	private void wakeUp() {
		LockSupport.unpark(this.worker);
	}

	private void work() {
		List<SpanData> batch = new ArrayList<>(this.settings.batchSize());
		while (!this.closing || (this.ring.size() > 0 && !this.abandoned)) {
			// Taken before it is served: whoever asks from now on may have added a span
			// that this round does not see.
			CompletableResultCode flushRequest = this.flush.getAndSet(null);
			exportWaiting(batch);
			if (flushRequest != null) {
				flushExporter();
				flushRequest.succeed();
			}
			sleep();
		}
		finish();
	}

	/**
	 * Exports as many spans as are waiting now, not those that arrive meanwhile: a steady
	 * stream must not keep a flush from ending.
	 */
	private void exportWaiting(List<SpanData> batch) {
		int waiting = this.ring.size();
		while (waiting > 0 && !this.abandoned) {
			for (ReadableSpan span = this.ring.poll(); span != null; span = this.ring.poll()) {
				batch.add(span.toSpanData());
				if (batch.size() == this.settings.batchSize()) {
					break;
				}
			}
			if (batch.isEmpty()) {
				return;
			}
			waiting -= batch.size();
			export(batch);
			batch.clear();
		}
	}

	private void export(List<SpanData> batch) {
		try {
			CompletableResultCode result = this.exporter.export(List.copyOf(batch));
			result.join(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
			account(batch.size(), result);
		}
		catch (Exception | LinkageError ex) {
			failed(batch.size(), ex);
		}
	}

	private void account(int spans, CompletableResultCode result) {
		if (result.isSuccess()) {
			this.statistics.exported(spans);
			return;
		}
		Throwable cause = (result.isDone()) ? result.getFailureThrowable()
				: new ExportTimeoutException(this.settings.timeout());
		int lost = (cause instanceof PartialExportException partial) ? partial.lostSpans() : spans;
		this.statistics.exported(spans - lost);
		failed(lost, cause);
	}

	private void failed(int spans, @Nullable Throwable cause) {
		this.statistics.failed(spans, ExportLog.reason(cause));
		this.log.failed(cause);
	}

	private void flushExporter() {
		try {
			this.exporter.flush().join(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RuntimeException ex) {
			this.log.failed("Flushing", ex);
		}
	}

	private void sleep() {
		this.asleep = true;
		if (!this.closing && this.flush.get() == null && this.ring.size() < this.settings.batchSize()) {
			LockSupport.parkNanos(this, this.settings.delay().toNanos());
		}
		this.asleep = false;
	}

	private void finish() {
		int left = this.ring.size();
		if (left > 0) {
			this.statistics.dropped(left);
			this.log.dropped(this.closing);
		}
		flushExporter();
		try {
			this.exporter.shutdown();
		}
		catch (RuntimeException ex) {
			this.log.failed("Stopping", ex);
		}
		CompletableResultCode pending = this.flush.getAndSet(null);
		if (pending != null) {
			pending.succeed();
		}
	}

	/**
	 * Return where spans go.
	 */
	@Override
	public String toString() {
		return this.log.destination();
	}

}
