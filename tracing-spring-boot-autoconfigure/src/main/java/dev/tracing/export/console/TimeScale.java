package dev.tracing.export.console;

import java.util.List;

import dev.tracing.export.console.SpanForest.Row;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Places spans in the time of their trace, from the start of its root to the last end.
 * What a skewed clock puts outside is drawn at the edge.
 */
final class TimeScale {

	static final int CELLS = 24;

	private final long start;

	private final long nanos;

	private final Glyphs glyphs;

	private TimeScale(long start, long nanos, Glyphs glyphs) {
		this.start = start;
		this.nanos = nanos;
		this.glyphs = glyphs;
	}

	static TimeScale of(List<Row> rows, Glyphs glyphs) {
		long start = rows.get(0).span().getStartEpochNanos();
		long nanos = 0;
		for (Row row : rows) {
			nanos = Math.max(nanos, row.span().getEndEpochNanos() - start);
		}
		return new TimeScale(start, nanos, glyphs);
	}

	long nanos() {
		return this.nanos;
	}

	/**
	 * Draw the time of a span.
	 * @param span the span
	 * @return a bar with its offset, without trailing blanks
	 */
	String bar(SpanData span) {
		int first = cell(span.getStartEpochNanos());
		int end = cell(span.getEndEpochNanos());
		if (end <= first) {
			return " ".repeat(Math.min(first, CELLS - 1)) + this.glyphs.shortBar;
		}
		return " ".repeat(first) + String.valueOf(this.glyphs.bar).repeat(end - first);
	}

	private int cell(long time) {
		if (this.nanos == 0) {
			return 0;
		}
		double share = (double) (time - this.start) / this.nanos;
		return (int) Math.round(Math.max(0, Math.min(1, share)) * CELLS);
	}

}
