package dev.tracing.sample;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.tracing.export.console.TraceTree;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * Collects the spans of all services and prints each trace when no more spans of it
 * arrive, as a tracing backend would show it.
 */
final class TraceBoard implements SpanExporter {

	private static final long QUIET_NANOS = Duration.ofMillis(600).toNanos();

	private final PrintStream out;

	private final TraceTree tree = new TraceTree();

	private final Map<String, OpenTrace> traces = new LinkedHashMap<>();

	private long printed;

	TraceBoard(PrintStream out) {
		this.out = out;
		Thread printer = new Thread(this::work, "trace-board");
		printer.setDaemon(true);
		printer.start();
	}

	private synchronized void work() {
		try {
			while (true) {
				printQuietTraces();
				wait(100);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized CompletableResultCode export(Collection<SpanData> spans) {
		for (SpanData span : spans) {
			this.traces.computeIfAbsent(span.getTraceId(), (traceId) -> new OpenTrace()).add(span);
		}
		return CompletableResultCode.ofSuccess();
	}

	private void printQuietTraces() {
		long now = System.nanoTime();
		for (Iterator<OpenTrace> traces = this.traces.values().iterator(); traces.hasNext();) {
			OpenTrace trace = traces.next();
			if (now - trace.lastArrival > QUIET_NANOS) {
				traces.remove();
				this.out.print(System.lineSeparator() + this.tree.render(trace.spans));
				this.out.flush();
				this.printed++;
				notifyAll();
			}
		}
	}

	/**
	 * Wait until as many traces are printed, or ten seconds.
	 */
	synchronized void awaitPrinted(long number) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
		while (this.printed < number && System.nanoTime() < deadline) {
			wait(100);
		}
	}

	@Override
	public CompletableResultCode flush() {
		return CompletableResultCode.ofSuccess();
	}

	/**
	 * Services stop one by one, so the board goes on; it needs no end of its own.
	 */
	@Override
	public CompletableResultCode shutdown() {
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public String toString() {
		return "the trace board below";
	}

	private static final class OpenTrace {

		private final List<SpanData> spans = new ArrayList<>();

		private long lastArrival;

		private void add(SpanData span) {
			this.spans.add(span);
			this.lastArrival = System.nanoTime();
		}

	}

}
