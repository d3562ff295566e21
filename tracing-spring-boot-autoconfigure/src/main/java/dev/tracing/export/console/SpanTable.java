package dev.tracing.export.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.tracing.export.console.Excerpt.Entry;
import dev.tracing.export.console.SpanForest.Row;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Writes spans as lines with aligned columns: name in the tree, kind, service, duration,
 * bar, details. Kind and service take no room where they say nothing.
 */
final class SpanTable {

	private static final int MAX_NAME_WIDTH = 60;

	private static final int MAX_SERVICE_WIDTH = 20;

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private final PrintableText text;

	private final Figures figures;

	private final TimeScale scale;

	private final Glyphs glyphs;

	private final SpanDetails details;

	private final boolean severalServices;

	SpanTable(PrintableText text, Figures figures, TimeScale scale, Glyphs glyphs, boolean severalServices) {
		this.text = text;
		this.figures = figures;
		this.scale = scale;
		this.glyphs = glyphs;
		this.details = new SpanDetails(text, figures);
		this.severalServices = severalServices;
	}

	static String service(SpanData span, PrintableText text) {
		String service = span.getResource().getAttribute(SERVICE_NAME);
		return text.clean((service != null) ? service : "unknown", MAX_SERVICE_WIDTH);
	}

	void append(List<Entry> entries, StringBuilder block) {
		List<Line> lines = new ArrayList<>(entries.size());
		int nameWidth = 0;
		int kindWidth = 0;
		int serviceWidth = 0;
		int durationWidth = 0;
		for (Entry entry : entries) {
			Line line = (entry.omitted() > 0) ? omission(entry) : line(entry.row());
			nameWidth = Math.max(nameWidth, PrintableText.width(line.name()));
			kindWidth = Math.max(kindWidth, line.kind().length());
			serviceWidth = Math.max(serviceWidth, PrintableText.width(line.service()));
			durationWidth = Math.max(durationWidth, line.duration().length());
			lines.add(line);
		}
		for (Line line : lines) {
			block.append(line.margin());
			appendColumn(block, line.name(), nameWidth);
			appendColumn(block, line.kind(), kindWidth);
			appendColumn(block, line.service(), serviceWidth);
			block.append(" ".repeat(durationWidth - line.duration().length()))
				.append(line.duration())
				.append(Glyphs.MARGIN);
			appendColumn(block, line.bar(), TimeScale.CELLS);
			block.append(line.details());
			block.setLength(withoutTrailingBlanks(block));
			block.append('\n');
		}
	}

	private Line line(Row row) {
		SpanData span = row.span();
		String name = row.guide() + this.text.clean(span.getName(), MAX_NAME_WIDTH - row.guide().length());
		String kind = (span.getKind() != SpanKind.INTERNAL) ? span.getKind().name().toLowerCase(Locale.ROOT) : "";
		String service = this.severalServices ? service(span, this.text) : "";
		String duration = this.figures.duration(span.getEndEpochNanos() - span.getStartEpochNanos());
		return new Line(row.isError() ? this.glyphs.error : Glyphs.MARGIN, name, kind, service, duration,
				this.scale.bar(span), this.details.describe(row));
	}

	private Line omission(Entry entry) {
		Row parent = entry.row().parent();
		String guide = (parent != null) ? parent.indent() + this.glyphs.lastBranch : "";
		String name = guide + this.glyphs.ellipsis + " " + entry.omitted() + " more";
		String margin = (entry.omittedErrors() > 0) ? this.glyphs.error : Glyphs.MARGIN;
		String details = (entry.omittedErrors() > 0) ? Figures.count(entry.omittedErrors(), "error") : "";
		return new Line(margin, name, "", "", "", "", details);
	}

	private static void appendColumn(StringBuilder block, String cell, int width) {
		if (width > 0) {
			block.append(cell).append(" ".repeat(width - PrintableText.width(cell))).append(Glyphs.MARGIN);
		}
	}

	private static int withoutTrailingBlanks(StringBuilder block) {
		int length = block.length();
		while (block.charAt(length - 1) == ' ') {
			length--;
		}
		return length;
	}

	private record Line(String margin, String name, String kind, String service, String duration, String bar,
			String details) {

	}

}
