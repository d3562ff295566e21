package dev.tracing.sample;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tracing.export.console.TraceTree;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * Collects the spans of all services and prints each trace when no more spans of it
 * arrive, as a tracing backend would show it. It has more patience with a trace that
 * lacks a span for certain.
 */
final class TraceBoard implements SpanExporter {

	private static final long QUIET_NANOS = Duration.ofMillis(600).toNanos();

	private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

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
			long quiet = now - trace.lastArrival;
			if (quiet > PATIENCE_NANOS || (quiet > QUIET_NANOS && !trace.isIncomplete())) {
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

		/**
		 * A parent in the same service ends sooner or later, and all messages have a
		 * listener. A parent elsewhere may be a caller who keeps its span to itself.
		 */
		private boolean isIncomplete() {
			Set<String> spanIds = new HashSet<>();
			Set<String> parentSpanIds = new HashSet<>();
			for (SpanData span : this.spans) {
				spanIds.add(span.getSpanId());
				parentSpanIds.add(span.getParentSpanId());
			}
			return this.spans.stream()
				.anyMatch((span) -> (isChildInService(span) && !spanIds.contains(span.getParentSpanId()))
						|| (isMessage(span) && !parentSpanIds.contains(span.getSpanId())));
		}

		private static boolean isChildInService(SpanData span) {
			return span.getParentSpanContext().isValid() && !span.getParentSpanContext().isRemote();
		}

		private static boolean isMessage(SpanData span) {
			return span.getKind() == SpanKind.PRODUCER && span.getStatus().getStatusCode() != StatusCode.ERROR;
		}

	}

}
