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
	 * @param arguments {@code quick} or {@code full}, and how many rounds if not as many
	 * as that
	 * @throws IOException if an application does not start
	 */
	public static void main(String[] arguments) throws IOException {
		Effort effort = Effort.of(arguments);
		System.out.println(run((arguments.length > 1) ? Integer.parseInt(arguments[1]) : effort.starts()));
	}

	/**
	 * Start applications.
	 * @param count how often each
	 * @return tables in Markdown
	 * @throws IOException if an application does not start
	 */
	static String run(int count) throws IOException {
		List<Map<Variant, Usage>> rounds = new ArrayList<>();
		List<Variant> order = new ArrayList<>(List.of(Variant.values()));
		for (int round = 0; round < count; round++) {
			Collections.shuffle(order);
			Map<Variant, Usage> starts = new EnumMap<>(Variant.class);
			for (Variant variant : order) {
				try (ApplicationProcess application = new ApplicationProcess(variant, 1, ENDPOINT)) {
					starts.put(variant, application.start());
				}
			}
			rounds.add(starts);
		}
		double[] range = Rounds.range(rounds, StartupRun::cpuRatio);
		return "%s%nCPU ÷ by hand is %.2f from %d rounds; nine of ten resamplings of them fall between %.2f and %.2f.%n%n%s"
			.formatted(withinRounds(rounds).toMarkdown(), cpuRatio(rounds), count, range[0], range[1],
					medians(rounds).toMarkdown());
	}

	private static double cpuRatio(List<Map<Variant, Usage>> rounds) {
		return added(rounds, Variant.STARTER, StartupRun::millis) / added(rounds, Variant.BY_HAND, StartupRun::millis);
	}

	/**
	 * A machine that is slower for a while is so for a whole round, and is left out of
	 * its differences.
	 */
	private static double added(List<Map<Variant, Usage>> rounds, Variant variant, ToDoubleFunction<Usage> cost) {
		return Rounds.trimmedMean(rounds, (round) -> cost.applyAsDouble(usage(round, variant))
				- cost.applyAsDouble(usage(round, Variant.UNTRACED)));
	}

	private static CostTable withinRounds(List<Map<Variant, Usage>> rounds) {
		CostTable table = new CostTable("Until ready, differences within rounds, trimmed mean", "CPU ms", "MB");
		for (Variant variant : Variant.values()) {
			table.add(variant,
					median(rounds, Variant.UNTRACED, StartupRun::millis) + added(rounds, variant, StartupRun::millis),
					median(rounds, Variant.UNTRACED, StartupRun::megabytes)
							+ added(rounds, variant, StartupRun::megabytes));
		}
		return table;
	}

	private static CostTable medians(List<Map<Variant, Usage>> rounds) {
		CostTable table = new CostTable("Until ready, median", "CPU ms", "MB");
		for (Variant variant : Variant.values()) {
			table.add(variant, median(rounds, variant, StartupRun::millis),
					median(rounds, variant, StartupRun::megabytes));
		}
		return table;
	}

	private static double median(List<Map<Variant, Usage>> rounds, Variant variant, ToDoubleFunction<Usage> cost) {
		return Rounds.median(rounds, (round) -> cost.applyAsDouble(usage(round, variant)));
	}

	private static double millis(Usage usage) {
		return usage.cpuNanos() / 1e6;
	}

	private static double megabytes(Usage usage) {
		return usage.allocatedBytes() / 1e6;
	}

	private static Usage usage(Map<Variant, Usage> round, Variant variant) {
		return Objects.requireNonNull(round.get(variant));
	}

}
