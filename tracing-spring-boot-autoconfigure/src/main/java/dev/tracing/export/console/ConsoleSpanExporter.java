package dev.tracing.export.console;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * Prints finished spans, each block with a single call so that other writers cannot
 * interleave. Thread-safe.
 */
final class ConsoleSpanExporter implements SpanExporter {

	private final Object lock = new Object();

	private final PrintStream out;

	private final ConsoleFormat format;

	private boolean shutdown;

	ConsoleSpanExporter(PrintStream out, ConsoleFormat format) {
		this.out = out;
		this.format = format;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		synchronized (this.lock) {
			if (this.shutdown) {
				return CompletableResultCode.ofFailure();
			}
			print(this.format.add(spans));
		}
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public CompletableResultCode flush() {
		synchronized (this.lock) {
			print(this.format.flush());
		}
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public CompletableResultCode shutdown() {
		synchronized (this.lock) {
			this.shutdown = true;
			print(this.format.flush());
		}
		return CompletableResultCode.ofSuccess();
	}

	private void print(List<String> blocks) {
		for (String block : blocks) {
			this.out.print(block);
			this.out.flush();
		}
	}

	@Override
	public String toString() {
		return "console (" + this.format + ")";
	}

}
