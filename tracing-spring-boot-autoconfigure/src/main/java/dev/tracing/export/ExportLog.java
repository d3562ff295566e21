package dev.tracing.export;

import dev.tracing.logging.ThrottledLog;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a queue tells the log: one line per minute about failures and one about drops at
 * the most, whatever happens to its exporter.
 */
final class ExportLog {

	private static final Log logger = LogFactory.getLog(ExportQueue.class);

	private final ThrottledLog failures = new ThrottledLog(logger);

	private final ThrottledLog drops = new ThrottledLog(logger);

	private final SpanExporter exporter;

	private final ExporterStatistics statistics;

	ExportLog(SpanExporter exporter, ExporterStatistics statistics) {
		this.exporter = exporter;
		this.statistics = statistics;
	}

	void failed(@Nullable Throwable cause) {
		this.failures.warn(() -> "Export of spans to " + destination() + " fails, " + this.statistics.failed()
				+ " spans lost since start: " + reason(cause), cause);
	}

	void failed(String doing, Throwable cause) {
		this.failures.warn(() -> doing + " " + destination() + " fails: " + reason(cause), cause);
	}

	void dropped(boolean closing) {
		this.drops.warn(() -> "Spans for " + destination() + " are dropped, " + this.statistics.dropped()
				+ " since start: " + ((closing) ? "the application is stopping"
						: "its queue is full (tracing.export.queue-size=" + this.statistics.queueCapacity() + ")"));
	}

	static String reason(@Nullable Throwable cause) {
		if (cause == null) {
			return "the exporter gave no reason";
		}
		String message = cause.getMessage();
		return (message != null) ? message : cause.getClass().getName();
	}

	/**
	 * Return where spans go, as the exporter puts it, or its class where it has nothing
	 * to say.
	 */
	String destination() {
		String description = this.exporter.toString();
		return (description.startsWith(this.exporter.getClass().getName() + "@"))
				? this.exporter.getClass().getSimpleName() : description;
	}

}
