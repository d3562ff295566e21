package dev.tracing.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

import dev.tracing.benchmarks.orders.Usage;

/**
 * What tracing adds to the start of an application: CPU time and allocation of a whole
 * process until the application is ready, by the starter, by hand and without tracing. In
 * each round all three start one after another, in random order.
 */
public final class StartupRun {

	/**
	 * Nothing listens there, and no span is made before the application stops.
	 */
	private static final String ENDPOINT = "http://127.0.0.1:9/v1/traces";

	private StartupRun() {
	}

	/**
	 * Start applications and print what that costs.
	 * @param arguments {@code quick} or {@code full}
	 * @throws IOException if an application does not start
	 */
	public static void main(String[] arguments) throws IOException {
		System.out.println(run(Effort.of(arguments)));
	}

	/**
	 * Start applications.
	 * @param effort how often
	 * @return tables in Markdown
	 * @throws IOException if an application does not start
	 */
	static String run(Effort effort) throws IOException {
		List<Map<Variant, Usage>> rounds = new ArrayList<>();
		List<Variant> order = new ArrayList<>(List.of(Variant.values()));
		for (int round = 0; round < effort.starts(); round++) {
			Collections.shuffle(order);
			Map<Variant, Usage> starts = new EnumMap<>(Variant.class);
			for (Variant variant : order) {
				try (ApplicationProcess application = new ApplicationProcess(variant, 1, ENDPOINT)) {
					starts.put(variant, application.start());
				}
			}
			rounds.add(starts);
		}
		return withinRounds(rounds).toMarkdown() + System.lineSeparator() + medians(rounds).toMarkdown();
	}

	/**
	 * A machine that is slower for a while is so for a whole round, and is left out of
	 * its differences.
	 */
	private static CostTable withinRounds(List<Map<Variant, Usage>> rounds) {
		CostTable table = new CostTable("Until ready, differences within rounds, median", "CPU ms", "MB");
		for (Variant variant : Variant.values()) {
			ToDoubleFunction<Map<Variant, Usage>> cpu = (round) -> millis(round, variant)
					- millis(round, Variant.UNTRACED);
			ToDoubleFunction<Map<Variant, Usage>> bytes = (round) -> megabytes(round, variant)
					- megabytes(round, Variant.UNTRACED);
			table.add(variant,
					Quartiles.median(rounds, (round) -> millis(round, Variant.UNTRACED))
							+ Quartiles.median(rounds, cpu),
					Quartiles.median(rounds, (round) -> megabytes(round, Variant.UNTRACED))
							+ Quartiles.median(rounds, bytes));
		}
		return table;
	}

	private static CostTable medians(List<Map<Variant, Usage>> rounds) {
		CostTable table = new CostTable("Until ready, median", "CPU ms", "MB");
		for (Variant variant : Variant.values()) {
			table.add(variant, Quartiles.median(rounds, (round) -> millis(round, variant)),
					Quartiles.median(rounds, (round) -> megabytes(round, variant)));
		}
		return table;
	}

	private static double millis(Map<Variant, Usage> round, Variant variant) {
		return usage(round, variant).cpuNanos() / 1e6;
	}

	private static double megabytes(Map<Variant, Usage> round, Variant variant) {
		return usage(round, variant).allocatedBytes() / 1e6;
	}

	private static Usage usage(Map<Variant, Usage> round, Variant variant) {
		return Objects.requireNonNull(round.get(variant));
	}

}
