package dev.tracing.export.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Arranges the spans of a trace as the rows of a tree: parents before children, siblings
 * by start time. Takes any input: each span becomes exactly one row, also with missing
 * parents, parents in a circle and span ids that occur twice.
 */
final class SpanForest {

	private static final int MAX_GUIDES = 12;

	private final Glyphs glyphs;

	private final Map<String, SpanData> byId = new HashMap<>();

	private final Map<String, List<SpanData>> children = new HashMap<>();

	private final Set<SpanData> placed = Collections.newSetFromMap(new IdentityHashMap<>());

	private final List<Row> rows = new ArrayList<>();

	private int tops;

	private SpanForest(Collection<SpanData> spans, Glyphs glyphs) {
		this.glyphs = glyphs;
		List<SpanData> sorted = new ArrayList<>(spans);
		sorted.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
		for (SpanData span : sorted) {
			this.byId.putIfAbsent(span.getSpanId(), span);
			this.children.computeIfAbsent(span.getParentSpanId(), (parentSpanId) -> new ArrayList<>()).add(span);
		}
		sorted.stream().filter(this::isRoot).forEach((root) -> place(root, ""));
		sorted.stream().filter(this::isParentMissing).forEach((orphan) -> place(orphan, glyphs.orphan));
		// Only parents in a circle are left
		sorted.forEach((span) -> place(span, glyphs.orphan));
	}

	/**
	 * Arrange spans.
	 * @param spans spans of one trace, in any order
	 * @param glyphs characters to draw the tree with
	 * @return one row for each span, the root first
	 */
	static List<Row> rows(Collection<SpanData> spans, Glyphs glyphs) {
		return new SpanForest(spans, glyphs).rows;
	}

	private boolean isRoot(SpanData span) {
		SpanContext parent = span.getParentSpanContext();
		return !parent.isValid() || (parent.isRemote() && isParentMissing(span));
	}

	private boolean isParentMissing(SpanData span) {
		return !this.byId.containsKey(span.getParentSpanId());
	}

	private void place(SpanData top, String guide) {
		if (this.placed.contains(top)) {
			return;
		}
		Deque<Row> pending = new ArrayDeque<>();
		pending.push(new Row(top, null, 0, this.tops++, guide, guide.isEmpty() ? "" : Glyphs.GAP));
		while (!pending.isEmpty()) {
			Row row = pending.pop();
			if (this.placed.add(row.span())) {
				this.rows.add(row);
				pushChildren(row, pending);
			}
		}
	}

	private void pushChildren(Row parent, Deque<Row> pending) {
		List<SpanData> spans = this.children.remove(parent.span().getSpanId());
		if (spans == null) {
			return;
		}
		for (int i = spans.size() - 1; i >= 0; i--) {
			pending.push(childRow(spans.get(i), parent, i, i == spans.size() - 1));
		}
	}

	private Row childRow(SpanData span, Row parent, int index, boolean last) {
		int depth = parent.depth() + 1;
		int rank = Math.max(parent.rank(), index);
		String indent = parent.indent();
		if (depth > MAX_GUIDES) {
			return new Row(span, parent, depth, rank, indent + this.glyphs.ellipsis + depth + " ", indent);
		}
		String guide = indent + (last ? this.glyphs.lastBranch : this.glyphs.branch);
		return new Row(span, parent, depth, rank, guide, indent + (last ? Glyphs.GAP : this.glyphs.pipe));
	}

	/**
	 * A span and its place in the tree.
	 *
	 * @param span the span
	 * @param parent row of its parent, {@code null} at the top
	 * @param depth number of ancestors
	 * @param rank highest index among siblings of the row and its ancestors
	 * @param guide tree lines in front of the name
	 * @param indent tree lines in front of the guides of its children
	 */
	record Row(SpanData span, @Nullable Row parent, int depth, int rank, String guide, String indent) {

		boolean isOrphan() {
			return this.parent == null && !this.guide.isEmpty();
		}

		boolean isError() {
			return this.span.getStatus().getStatusCode() == StatusCode.ERROR;
		}

	}

}
