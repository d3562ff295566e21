package dev.tracing.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What tracing adds to a request through Tomcat, over the loopback interface: CPU time
 * and allocation of the whole server process, export included. Each contender is a
 * process of its own; all run at the same time and take turns, so that what disturbs the
 * machine disturbs all of them. They are launched several times, for what a compiler
 * makes of the same code differs from process to process.
 */
public final class LoadRun {

	private static final int WARM_UP_ROUNDS = 5;

	private static final int REQUESTS_PER_ROUND = 20_000;

	private LoadRun() {
	}

	/**
	 * Put load on applications and print what that costs. Stops by itself.
	 * @param arguments {@code quick} or {@code full}
	 * @throws IOException if an application does not start or answer
	 */
	public static void main(String[] arguments) throws IOException {
		System.out.println(run(Effort.of(arguments)));
	}

	/**
	 * Put load on applications.
	 * @param effort how much
	 * @return tables in Markdown
	 * @throws IOException if an application does not start or answer
	 */
	static String run(Effort effort) throws IOException {
		List<List<LoadContender>> launches = new ArrayList<>();
		for (int launch = 0; launch < effort.loadLaunches(); launch++) {
			launches.add(launch(effort.loadRounds()));
		}
		return report(launches);
	}

	private static List<LoadContender> launch(int rounds) throws IOException {
		List<LoadContender> contenders = new ArrayList<>();
		try {
			contenders.add(new LoadContender(Variant.UNTRACED, 0));
			for (int probability : new int[] { 1, 0 }) {
				contenders.add(new LoadContender(Variant.BY_HAND, probability));
				contenders.add(new LoadContender(Variant.STARTER, probability));
			}
			for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
				for (LoadContender contender : contenders) {
					contender.serve(REQUESTS_PER_ROUND, round >= 0);
				}
			}
		}
		finally {
			for (LoadContender contender : contenders) {
				contender.close();
			}
		}
		return contenders;
	}

	private static String report(List<List<LoadContender>> launches) {
		return """
				%s
				%s
				Spans that reached the backend: by hand %.1f %%, starter %.1f %%
				""".formatted(table("Request, sampled", launches, 0, 1, 2).toMarkdown(),
				table("Request, not sampled", launches, 0, 3, 4).toMarkdown(), exportedPercent(launches, 1),
				exportedPercent(launches, 2));
	}

	private static CostTable table(String title, List<List<LoadContender>> launches, int... contenders) {
		CostTable table = new CostTable(title, "CPU µs", "B");
		for (int index : contenders) {
			LoadContender.addTo(table, launches.stream().map((contender) -> contender.get(index)).toList());
		}
		return table;
	}

	private static double exportedPercent(List<List<LoadContender>> launches, int contender) {
		return launches.stream()
			.mapToDouble((contenders) -> 100 * contenders.get(contender).spansPerRequest())
			.average()
			.orElse(Double.NaN);
	}

}
