package dev.tracing.instrument.scheduling;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SchedulingTracingAutoConfiguration}.
 */
class SchedulingTracingAutoConfigurationTests {

	private final ApplicationContextRunner bareRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class,
				ObservationTracingAutoConfiguration.class, ObservationAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class, SchedulingTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class);

	private final ApplicationContextRunner contextRunner = this.bareRunner
		.withConfiguration(AutoConfigurations.of(ScheduledTasksObservationAutoConfiguration.class))
		.withUserConfiguration(SchedulingConfiguration.class);

	@Test
	void tracesScheduledMethods() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(ScheduledSpans.class).hasSingleBean(SchedulerBeanPostProcessor.class);
		});
	}

	@Test
	void backsOffWhereNothingIsScheduled() {
		this.bareRunner.run((context) -> assertThat(context).doesNotHaveBean(ScheduledSpans.class)
			.doesNotHaveBean(SchedulingTracingAutoConfiguration.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.scheduling.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ScheduledSpans.class).doesNotHaveBean(SchedulerBeanPostProcessor.class);
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ScheduledSpans.class)
				.doesNotHaveBean(SchedulingTracingAutoConfiguration.class));
	}

	@Test
	void backsOffWhenSchedulingIsMissing() {
		this.bareRunner.withClassLoader(new FilteredClassLoader(TaskScheduler.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ScheduledSpans.class));
	}

	@Test
	void observesTasksWhereSpringBootDoesNot() {
		this.bareRunner.withUserConfiguration(SchedulingConfiguration.class)
			.withBean(Job.class)
			.run((context) -> assertThat(context.getBean(TraceRecorder.class).awaitTrace()).hasRoot("Job.work"));
	}

	@Test
	void leavesTheRegistryOfTheApplicationAlone() {
		CountDownLatch observed = new CountDownLatch(1);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((observation) -> {
			observed.countDown();
			return true;
		});
		this.bareRunner.withUserConfiguration(SchedulingConfiguration.class)
			.withBean(SchedulingConfigurer.class, () -> (tasks) -> tasks.setObservationRegistry(registry))
			.withBean(Job.class)
			.run((context) -> assertThat(observed.await(10, TimeUnit.SECONDS)).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cleanup", "Cleanup.", ".run", "com.acme.Cleanup#run", "Cleanup run" })
	void failsOnAPatternThatCannotMatch(String pattern) {
		this.contextRunner.withPropertyValues("tracing.scheduling.exclude[0]=" + pattern).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.scheduling.exclude")
				.hasMessageContaining(pattern);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	static class Job {

		@Scheduled(initialDelay = 1)
		void work() {
		}

	}

}
