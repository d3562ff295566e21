package dev.tracing.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A table of what several contenders take for the same work. What each one adds to the
 * work without tracing is set beside what tracing by hand adds.
 */
final class CostTable {

	private final String title;

	private final String timeUnit;

	private final String sizeUnit;

	private final List<Row> rows = new ArrayList<>();

	/**
	 * Create an empty table.
	 * @param title what the work is
	 * @param timeUnit unit of times
	 * @param sizeUnit unit of sizes
	 */
	CostTable(String title, String timeUnit, String sizeUnit) {
		this.title = title;
		this.timeUnit = timeUnit;
		this.sizeUnit = sizeUnit;
	}

	/**
	 * Add a contender.
	 * @param variant who it is; more than one may be the starter
	 * @param label name of the contender
	 * @param time what the work takes
	 * @param size what the work allocates
	 */
	void add(@Nullable Variant variant, String label, double time, double size) {
		this.rows.add(new Row(variant, label, time, size));
	}

	/**
	 * Add a contender that needs no further name.
	 * @param variant who it is
	 * @param time what the work takes
	 * @param size what the work allocates
	 */
	void add(Variant variant, double time, double size) {
		add(variant, variant.toString(), time, size);
	}

	/**
	 * Write the table.
	 * @return the table in Markdown
	 */
	String toMarkdown() {
		Row untraced = find(Variant.UNTRACED);
		Row byHand = find(Variant.BY_HAND);
		StringBuilder table = new StringBuilder();
		table.append("| %s | %s | added | ÷ by hand | %s | added | ÷ by hand |\n".formatted(this.title, this.timeUnit,
				this.sizeUnit));
		table.append("|---|---:|---:|---:|---:|---:|---:|\n");
		for (Row row : this.rows) {
			table.append("| %s | %s | %s |\n".formatted(row.label(), cells(row.time(), untraced.time(), byHand.time()),
					cells(row.size(), untraced.size(), byHand.size())));
		}
		return table.toString();
	}

	private Row find(Variant variant) {
		return this.rows.stream()
			.filter((row) -> row.variant() == variant)
			.findFirst()
			.orElseGet(() -> new Row(variant, "", 0, 0));
	}

	private static String cells(double cost, double untraced, double byHand) {
		double added = cost - untraced;
		double floor = byHand - untraced;
		String ratio = (floor >= 0.5) ? String.format(Locale.ROOT, "%.2f", added / floor) : "";
		return "%s | %s | %s".formatted(number(cost), number(added), ratio);
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (Math.abs(value) < 100) ? "%.1f" : "%.0f", value);
	}

	/**
	 * What one contender takes.
	 *
	 * @param variant who it is, {@code null} for one that is only there to compare with
	 * @param label its name
	 * @param time what the work takes
	 * @param size what the work allocates
	 */
	private record Row(@Nullable Variant variant, String label, double time, double size) {
	}

}
