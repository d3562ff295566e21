package dev.tracing.test;

import java.util.List;
import java.util.stream.Stream;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * One run of test classes inside a test.
 *
 * @param results what JUnit reports
 */
record EngineRun(EngineExecutionResults results) {

	static EngineRun of(Class<?>... testClasses) {
		return new EngineRun(builder(testClasses).execute());
	}

	static EngineRun parallel(Class<?>... testClasses) {
		return new EngineRun(
				builder(testClasses).configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
					.configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
					.configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
					.configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
					.execute());
	}

	/**
	 * Returns the failures by method, as {@code method: message}.
	 */
	List<String> failures() {
		return this.results.allEvents().failed().stream().map(EngineRun::describe).toList();
	}

	/**
	 * Returns the message of the only failure.
	 */
	String failure() {
		List<String> failures = failures();
		if (failures.size() != 1) {
			throw new AssertionError("Expected one failure but found " + failures);
		}
		return failures.get(0);
	}

	/**
	 * Returns the messages of the errors attached to the failures.
	 */
	List<String> suppressed() {
		return this.results.allEvents()
			.failed()
			.stream()
			.map((event) -> event.getRequiredPayload(TestExecutionResult.class))
			.flatMap((result) -> result.getThrowable().stream())
			.flatMap((failure) -> Stream.of(failure.getSuppressed()))
			.map(Throwable::getMessage)
			.toList();
	}

	List<String> succeeded() {
		return this.results.testEvents().succeeded().stream().map(EngineRun::method).sorted().toList();
	}

	List<String> reportKeys() {
		return this.results.allEvents()
			.reportingEntryPublished()
			.stream()
			.flatMap((event) -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs().keySet().stream())
			.toList();
	}

	private static EngineTestKit.Builder builder(Class<?>... testClasses) {
		EngineTestKit.Builder builder = EngineTestKit.engine("junit-jupiter");
		for (Class<?> testClass : testClasses) {
			builder.selectors(selectClass(testClass));
		}
		return builder;
	}

	private static String describe(Event event) {
		return method(event) + ": "
				+ event.getRequiredPayload(TestExecutionResult.class)
					.getThrowable()
					.map(Throwable::getMessage)
					.orElse("");
	}

	private static String method(Event event) {
		return event.getTestDescriptor().getLegacyReportingName().replaceAll("\\(.*", "");
	}

}
