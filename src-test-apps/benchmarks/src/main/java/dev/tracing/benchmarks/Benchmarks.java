package dev.tracing.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures all there is to measure: single operations, the start of an application, and
 * requests through a real server.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Measure, and write a report.
	 * @param arguments {@code quick} or {@code full}, and the file of the report
	 * @throws IOException if an application does not start, or the report cannot be
	 * written
	 * @throws RunnerException if a benchmark fails
	 */
	public static void main(String[] arguments) throws IOException, RunnerException {
		Effort effort = Effort.of(arguments);
		String report = """
				JDK %s, %d processors, %s

				## Single operations

				%s
				## Start of an application

				%s
				## Requests through Tomcat

				%s""".formatted(Runtime.version(), Runtime.getRuntime().availableProcessors(),
				effort.name().toLowerCase(Locale.ROOT), MicroBenchmarks.run(effort), StartupRun.run(effort.starts()),
				LoadRun.run(effort));
		System.out.println(report);
		if (arguments.length > 1) {
			Files.writeString(Path.of(arguments[1]), report);
		}
	}

}
