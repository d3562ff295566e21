package dev.tracing.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.tracing.benchmarks.orders.Usage;

/**
 * What tracing adds to the start of an application: CPU time and allocation of a whole
 * process until the application is ready, by the starter, by hand and without tracing.
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
		Map<Variant, List<Usage>> starts = new EnumMap<>(Variant.class);
		for (int round = 0; round < effort.starts(); round++) {
			for (Variant variant : Variant.values()) {
				try (ApplicationProcess application = new ApplicationProcess(variant, 1, ENDPOINT)) {
					starts.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(application.start());
				}
			}
		}
		CostTable medians = new CostTable("Until ready, median", "CPU ms", "MB");
		CostTable lower = new CostTable("Until ready, lower quartile", "CPU ms", "MB");
		starts.forEach((variant, usages) -> {
			medians.add(variant, Quartiles.median(usages, Usage::cpuNanos) / 1_000_000,
					Quartiles.median(usages, Usage::allocatedBytes) / 1_000_000);
			lower.add(variant, Quartiles.lower(usages, Usage::cpuNanos) / 1_000_000,
					Quartiles.lower(usages, Usage::allocatedBytes) / 1_000_000);
		});
		return medians.toMarkdown() + System.lineSeparator() + lower.toMarkdown();
	}

}
