package dev.tracing.benchmarks;

import java.util.Collection;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs each benchmark once, whatever time it takes.
 */
class BenchmarksTests {

	@ParameterizedTest
	@FieldSource("dev.tracing.benchmarks.MicroBenchmarks#ALL")
	void everyMethodRuns(Class<?> benchmark) throws RunnerException {
		Collection<RunResult> results = new Runner(
				new OptionsBuilder().include("\\b" + benchmark.getSimpleName() + "\\b")
					.forks(0)
					.mode(Mode.SingleShotTime)
					.warmupIterations(0)
					.measurementIterations(1)
					.shouldFailOnError(true)
					.verbosity(VerboseMode.SILENT)
					.build())
			.run();
		assertThat(results).isNotEmpty();
		assertThat(new MicroReport(benchmark, results).toMarkdown()).containsAnyOf("| by hand |", "| explicit |")
			.containsAnyOf("| starter |", "| automatic |");
	}

}
