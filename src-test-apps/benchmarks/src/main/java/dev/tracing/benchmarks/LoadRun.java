package dev.tracing.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What tracing adds to a request through Tomcat, over the loopback interface: CPU time
 * and allocation of the whole server process, export included. Each contender is a
 * process of its own; all run at the same time and take turns, so that what disturbs the
 * machine disturbs all of them.
 */
public final class LoadRun {

	private static final int WARM_UP_ROUNDS = 6;

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
		List<LoadContender> contenders = new ArrayList<>();
		try {
			contenders.add(new LoadContender(Variant.UNTRACED, 0));
			for (int probability : new int[] { 1, 0 }) {
				contenders.add(new LoadContender(Variant.BY_HAND, probability));
				contenders.add(new LoadContender(Variant.STARTER, probability));
			}
			for (int round = -WARM_UP_ROUNDS; round < effort.loadRounds(); round++) {
				for (LoadContender contender : contenders) {
					contender.serve(effort.requestsPerRound(), round >= 0);
				}
			}
		}
		finally {
			for (LoadContender contender : contenders) {
				contender.close();
			}
		}
		return report(contenders);
	}

	private static String report(List<LoadContender> contenders) {
		LoadContender untraced = contenders.get(0);
		LoadContender byHand = contenders.get(1);
		LoadContender starter = contenders.get(2);
		return """
				%s
				%s
				Spans that reached the backend: by hand %.1f %%, starter %.1f %%
				""".formatted(table("Request, sampled", untraced, byHand, starter).toMarkdown(),
				table("Request, not sampled", untraced, contenders.get(3), contenders.get(4)).toMarkdown(),
				100 * byHand.spansPerRequest(), 100 * starter.spansPerRequest());
	}

	private static CostTable table(String title, LoadContender... contenders) {
		CostTable table = new CostTable(title, "CPU µs", "B");
		for (LoadContender contender : contenders) {
			contender.addTo(table);
		}
		return table;
	}

}
