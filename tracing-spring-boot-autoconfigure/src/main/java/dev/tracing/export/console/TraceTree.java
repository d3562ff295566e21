package dev.tracing.export.console;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

import dev.tracing.export.console.SpanForest.Row;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Writes the spans of one trace, of one or of several services, as a block of text: a
 * header and a waterfall with one line for each span. Whatever the spans contain, the
 * block is safe to print and not much longer than fifty lines.
 *
 * <p>
 * Immutable and thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class TraceTree {

	private static final int MAX_ROWS = 50;

	private static final int MAX_SERVICES_WIDTH = 80;

	private final Charset charset;

	private final Glyphs glyphs;

	/**
	 * Create an instance that writes Unicode.
	 */
	public TraceTree() {
		this(StandardCharsets.UTF_8);
	}

	/**
	 * Create an instance for a charset.
	 * @param charset charset of the output; where it lacks the characters to draw a tree
	 * with, ASCII is used instead
	 */
	public TraceTree(Charset charset) {
		this.charset = charset;
		this.glyphs = Glyphs.of(charset);
	}

	/**
	 * Write the spans as a tree.
	 * @param spans spans of one trace, in any order, not necessarily all of it
	 * @return lines that end with a line feed each, or an empty string for no spans
	 */
	public String render(Collection<SpanData> spans) {
		return render(spans, "");
	}

	/**
	 * Write the spans as a tree with a remark.
	 * @param spans spans of one trace, in any order, not necessarily all of it
	 * @param remark end of the header, or an empty string
	 * @return lines that end with a line feed each, or an empty string for no spans
	 */
	public String render(Collection<SpanData> spans, String remark) {
		List<Row> rows = SpanForest.rows(spans, this.glyphs);
		if (rows.isEmpty()) {
			return "";
		}
		PrintableText text = new PrintableText(this.charset, this.glyphs.ellipsis);
		Figures figures = new Figures(this.glyphs.micros);
		TimeScale scale = TimeScale.of(rows, this.glyphs);
		Set<String> services = new LinkedHashSet<>();
		rows.forEach((row) -> services.add(SpanTable.service(row.span(), text)));
		StringJoiner header = new StringJoiner(this.glyphs.separator, "trace ", "\n");
		header.add(text.clean(rows.get(0).span().getTraceId(), TraceId.getLength()));
		header.add(figures.duration(scale.nanos()));
		header.add(Figures.count(rows.size(), "span"));
		int errors = (int) rows.stream().filter(Row::isError).count();
		if (errors > 0) {
			header.add(Figures.count(errors, "error"));
		}
		header.add(text.clean(String.join(", ", services), MAX_SERVICES_WIDTH));
		if (!remark.isEmpty()) {
			header.add(remark);
		}
		StringBuilder block = new StringBuilder(header.toString());
		SpanTable table = new SpanTable(text, figures, scale, this.glyphs, services.size() > 1);
		table.append(Excerpt.of(rows, MAX_ROWS), block);
		return block.toString();
	}

}
