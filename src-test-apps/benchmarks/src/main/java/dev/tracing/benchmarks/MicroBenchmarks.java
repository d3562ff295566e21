package dev.tracing.benchmarks;

import java.util.Collection;
import java.util.List;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What tracing adds to a single operation, as JMH measures it.
 */
public final class MicroBenchmarks {

	/**
	 * All benchmarks, in the order of the report.
	 */
	static final List<Class<?>> ALL = List.of(ServerBenchmark.class, ClientBenchmark.class, TracedBenchmark.class,
			ExtractionBenchmark.class, InjectionBenchmark.class, EncodingBenchmark.class, WebFluxBenchmark.class,
			WebClientBenchmark.class, ReactorBenchmark.class, KafkaSendBenchmark.class, KafkaListenerBenchmark.class);

	private MicroBenchmarks() {
	}

	/**
	 * Run all benchmarks and print what they tell.
	 * @param arguments {@code quick} or {@code full}
	 * @throws RunnerException if one fails
	 */
	public static void main(String[] arguments) throws RunnerException {
		System.out.println(run(Effort.of(arguments)));
	}

	/**
	 * Run all benchmarks.
	 * @param effort how long
	 * @return tables in Markdown
	 * @throws RunnerException if one fails
	 */
	static String run(Effort effort) throws RunnerException {
		StringBuilder report = new StringBuilder();
		for (Class<?> benchmark : ALL) {
			report.append(new MicroReport(benchmark, run(benchmark, effort)).toMarkdown());
		}
		return report.toString();
	}

	private static Collection<RunResult> run(Class<?> benchmark, Effort effort) throws RunnerException {
		TimeValue time = TimeValue.milliseconds(effort.iterationMillis());
		return new Runner(new OptionsBuilder().include("\\b" + benchmark.getSimpleName() + "\\b")
			.forks(effort.forks())
			.warmupIterations(effort.iterations())
			.warmupTime(time)
			.measurementIterations(effort.iterations())
			.measurementTime(time)
			.jvmArgs("-Xms512m", "-Xmx512m")
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.build()).run();
	}

}
