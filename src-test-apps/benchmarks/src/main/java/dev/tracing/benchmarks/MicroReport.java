package dev.tracing.benchmarks;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The results of one benchmark class as tables, one for each combination of parameters.
 */
final class MicroReport {

	private static final String BYTES = "gc.alloc.rate.norm";

	private static final String PROXY = "emptyProxy";

	private static final List<String> ROWS = List.of("untraced", "byHand", PROXY, "explicit", "automatic", "starter");

	/**
	 * The parameter that only the starter has: it makes two rows of one table.
	 */
	private static final String LOG_CORRELATION = "logCorrelation";

	private final Class<?> benchmark;

	private final Collection<RunResult> results;

	MicroReport(Class<?> benchmark, Collection<RunResult> results) {
		this.benchmark = benchmark;
		this.results = results;
	}

	/**
	 * Write the tables.
	 * @return the tables in Markdown
	 */
	String toMarkdown() {
		StringBuilder report = new StringBuilder();
		for (String scenario : scenarios()) {
			report.append(table(scenario).toMarkdown()).append('\n');
		}
		return report.toString();
	}

	private Set<String> scenarios() {
		Set<String> scenarios = new LinkedHashSet<>();
		for (RunResult result : this.results) {
			// What is no variant of the work may lack its parameters.
			if (variantOf(methodOf(result)) != Variant.UNTRACED && !PROXY.equals(methodOf(result))) {
				scenarios.add(scenarioOf(result));
			}
		}
		return scenarios;
	}

	private CostTable table(String scenario) {
		String subject = this.benchmark.getSimpleName().replace("Benchmark", "");
		CostTable table = new CostTable((scenario.isEmpty()) ? subject : subject + ": " + scenario, "ns", "B");
		for (String row : ROWS) {
			for (RunResult result : this.results) {
				// What has no parameters is the same in all scenarios.
				if (row.equals(methodOf(result))
						&& (scenarioOf(result).isEmpty() || scenarioOf(result).equals(scenario))) {
					table.add(variantOf(row), labelOf(result), result.getPrimaryResult().getScore(), bytesOf(result));
				}
			}
		}
		return table;
	}

	private static @Nullable Variant variantOf(String method) {
		return switch (method) {
			case "untraced" -> Variant.UNTRACED;
			case "byHand" -> Variant.BY_HAND;
			case "starter" -> Variant.STARTER;
			default -> null;
		};
	}

	private static String labelOf(RunResult result) {
		Variant variant = variantOf(methodOf(result));
		if (variant == null) {
			return PROXY.equals(methodOf(result)) ? "empty proxy" : methodOf(result);
		}
		String logCorrelation = result.getParams().getParam(LOG_CORRELATION);
		return ("false".equals(logCorrelation)) ? variant + ", no log correlation" : variant.toString();
	}

	private static double bytesOf(RunResult result) {
		Result<?> bytes = result.getSecondaryResults().get(BYTES);
		return (bytes != null) ? bytes.getScore() : Double.NaN;
	}

	private static String methodOf(RunResult result) {
		String name = result.getParams().getBenchmark();
		return name.substring(name.lastIndexOf('.') + 1);
	}

	private static String scenarioOf(RunResult result) {
		BenchmarkParams params = result.getParams();
		StringJoiner scenario = new StringJoiner(", ");
		for (String key : params.getParamsKeys()) {
			if (!LOG_CORRELATION.equals(key)) {
				scenario.add(key + " " + params.getParam(key).toLowerCase(Locale.ROOT).replace('_', ' '));
			}
		}
		return scenario.toString();
	}

}
