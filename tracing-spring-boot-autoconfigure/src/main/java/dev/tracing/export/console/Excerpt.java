package dev.tracing.export.console;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.tracing.export.console.SpanForest.Row;

/**
 * Picks the rows of a large trace that are worth their line. Of many siblings only the
 * first are kept, all with the same limit, so that a thousand queries in a loop do not
 * hide the rest of the trace.
 */
final class Excerpt {

	private Excerpt() {
	}

	/**
	 * Pick rows. A picked row's parent is picked, too.
	 * @param rows rows of a tree, from top to bottom
	 * @param maxRows how many rows to keep
	 * @return the rows kept, with an entry for each run of rows left out
	 */
	static List<Entry> of(List<Row> rows, int maxRows) {
		BitSet kept = kept(rows, maxRows);
		List<Entry> entries = new ArrayList<>();
		int index = 0;
		while (index < rows.size()) {
			Row row = rows.get(index);
			if (kept.get(index)) {
				entries.add(new Entry(row, 0, 0));
				index++;
			}
			else {
				int next = kept.nextSetBit(index);
				List<Row> omitted = rows.subList(index, (next != -1) ? next : rows.size());
				entries.add(new Entry(row, omitted.size(), (int) omitted.stream().filter(Row::isError).count()));
				index += omitted.size();
			}
		}
		return entries;
	}

	private static BitSet kept(List<Row> rows, int maxRows) {
		BitSet kept = new BitSet(rows.size());
		if (rows.size() <= maxRows) {
			kept.set(0, rows.size());
			return kept;
		}
		IntStream.range(0, rows.size())
			.boxed()
			.sorted(Comparator.comparingInt((index) -> rows.get(index).rank()))
			.limit(maxRows)
			.forEach(kept::set);
		return kept;
	}

	/**
	 * A row, or what stands for several rows that are left out.
	 *
	 * @param row the row, or the first one left out
	 * @param omitted number of rows left out, zero for a row that is kept
	 * @param omittedErrors number of errors among them
	 */
	record Entry(Row row, int omitted, int omittedErrors) {

	}

}
