package dev.tracing.instrument.scheduling;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.tracing.ScopesOfEveryTest;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.annotation.AnnotationTracingAutoConfiguration;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of scheduled methods on Spring's own schedulers.
 */
class ScheduledRunTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
						AnnotationTracingAutoConfiguration.class, ObservationAutoConfiguration.class,
						MicrometerTracingAutoConfiguration.class, ScheduledTasksObservationAutoConfiguration.class,
						TaskSchedulingAutoConfiguration.class, SchedulingTracingAutoConfiguration.class))
		.withUserConfiguration(SchedulingConfiguration.class)
		.withBean(TraceRecorder.class);

	@ParameterizedTest
	@EnumSource
	void eachRunIsARootSpan(Scheduler scheduler) {
		scheduler.applyTo(this.contextRunner).withBean(Jobs.class).run((context) -> {
			Trace trace = recorder(context).awaitTrace();
			assertThat(trace).hasSpanCount(1)
				.hasRoot("Jobs.work",
						(span) -> span.isInternal()
							.hasNoError()
							.hasStatus(StatusCode.UNSET)
							.hasAttributesExactly(Attributes.of(AttributeKey.stringKey("code.function.name"),
									Jobs.class.getName() + ".work")));
			assertThat(context.getBean(Jobs.class).spans.poll(10, TimeUnit.SECONDS))
				.isEqualTo(trace.root().context().getSpanId());
		});
	}

	@ParameterizedTest
	@EnumSource
	void aFailedRunIsAnErrorWhoseIdIsInTheLogLine(Scheduler scheduler) {
		for (Class<?> jobs : List.of(FailingOneTimeJob.class, FailingRateJob.class, FailingDelayJob.class,
				FailingCronJob.class)) {
			try (LogLines lines = LogLines.record()) {
				scheduler.applyTo(this.contextRunner).withBean(jobs).run((context) -> {
					ILoggingEvent line = lines.await("sold out");
					Trace trace = recorder(context)
						.awaitTrace(line.getMDCPropertyMap().getOrDefault("traceId", "none"));
					assertThat(trace).hasRoot(jobs.getSimpleName() + ".work",
							(span) -> span.hasStatus(StatusCode.ERROR, "sold out")
								.hasError(IOException.class)
								.hasException(IOException.class, "sold out"));
					assertThat(line.getMDCPropertyMap()).containsEntry("spanId", trace.root().context().getSpanId());
					assertThat(line.getMessage()).isEqualTo("Unexpected error occurred in scheduled task");
				});
			}
		}
	}

	@Test
	void nothingStaysCurrentOnTheThreadOfASchedulerAfterAFailure() {
		try (LogLines lines = LogLines.record()) {
			this.contextRunner.withBean(FailingRateJob.class).run((context) -> {
				lines.await("sold out");
				ScheduledExecutorService executor = context.getBean(ThreadPoolTaskScheduler.class)
					.getScheduledExecutor();
				assertThat(executor.submit(ScheduledRunTests::currentIds).get(10, TimeUnit.SECONDS))
					.isEqualTo("none null");
			});
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aFailedRunOnAVirtualThreadIsAnErrorWhoseIdIsInTheLogLine() {
		try (LogLines lines = LogLines.record()) {
			this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
				.withBean(FailingDelayJob.class)
				.run((context) -> {
					assertThat(context).hasSingleBean(SimpleAsyncTaskScheduler.class);
					assertThat(lines.await("sold out").getMDCPropertyMap()).containsEntry("traceId",
							recorder(context).awaitTrace().traceId());
				});
		}
	}

	@Test
	void nothingStaysCurrentOnTheThreadOfAnExecutorAfterAFailure() {
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
		try (LogLines lines = LogLines.record()) {
			this.contextRunner.withBean("executor", ScheduledExecutorService.class, () -> executor)
				.withBean(FailingRateJob.class)
				.run((context) -> {
					lines.await("sold out");
					assertThat(executor.submit(ScheduledRunTests::currentIds).get(10, TimeUnit.SECONDS))
						.isEqualTo("none null");
					assertThat(recorder(context).awaitTrace()).hasRoot("FailingRateJob.work");
				});
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void eachRunIsATraceOfItsOwn() {
		this.contextRunner.withBean(RepeatedJob.class).run((context) -> {
			List<SpanData> spans = recorder(context).awaitSpans(3);
			assertThat(spans.stream().map(SpanData::getTraceId).distinct().count()).isEqualTo(spans.size());
			assertThat(spans).allSatisfy((span) -> assertThat(span.getParentSpanContext().isValid()).isFalse());
		});
	}

	@Test
	void tracesOfConcurrentRunsDoNotMix() {
		this.contextRunner.withPropertyValues("spring.task.scheduling.pool.size=2")
			.withBean(ConcurrentJobs.class)
			.withBean(Service.class)
			.run((context) -> {
				TraceRecorder recorder = recorder(context);
				recorder.awaitSpans(4);
				assertThat(recorder).hasTraceCount(2).hasTraceSatisfying((trace) -> trace.hasTree("""
						ConcurrentJobs.first
						  Service.call
						""")).hasTraceSatisfying((trace) -> trace.hasTree("""
						ConcurrentJobs.second
						  Service.call
						"""));
			});
	}

	@Test
	@Tag(ScopesOfEveryTest.LEFT_OPEN)
	void aRunIsTheRootWhateverIsCurrent() {
		this.contextRunner.withBean("ambient", TaskDecorator.class, () -> (task) -> () -> {
			Span ambient = Span.wrap(io.opentelemetry.api.trace.SpanContext.create("00000000000000000000000000000001",
					"0000000000000001", io.opentelemetry.api.trace.TraceFlags.getSampled(),
					io.opentelemetry.api.trace.TraceState.getDefault()));
			try (var scope = ambient.makeCurrent()) {
				task.run();
			}
		})
			.withBean(Jobs.class)
			.run((context) -> assertThat(recorder(context).awaitTrace()).hasRoot("Jobs.work",
					(span) -> span.isRoot().hasNoChildren()));
	}

	@Test
	void aPackagePrivateMethodOfAProxiedBeanRunsInASpan() {
		this.contextRunner.withBean(ProxiedJob.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(recorder(context).awaitTrace()).hasRoot("ProxiedJob.work",
					(span) -> span.hasAttribute("code.function.name", ProxiedJob.class.getName() + ".work"));
		});
	}

	@Test
	void anExcludedRunMakesNoSpans() {
		for (String pattern : List.of("ChildJob.work", "*.ChildJob.wo*", ChildJob.class.getName() + ".work",
				"dev.tracing.*")) {
			this.contextRunner.withPropertyValues("tracing.scheduling.exclude=" + pattern)
				.withBean(ChildJob.class)
				.withBean(Service.class)
				.run((context) -> {
					assertThat(context.getBean(ChildJob.class).done.await(10, TimeUnit.SECONDS)).isTrue();
					context.getBean(ThreadPoolTaskScheduler.class).submit(() -> {
					}).get(10, TimeUnit.SECONDS);
					assertThat(recorder(context)).hasNoSpans();
				});
		}
	}

	@Test
	void aRoomThatIsSwitchedOffLeavesRunsUntraced() {
		this.contextRunner.withPropertyValues("tracing.scheduling.enabled=false")
			.withBean(Jobs.class)
			.run((context) -> {
				assertThat(context.getBean(Jobs.class).spans.poll(10, TimeUnit.SECONDS))
					.isEqualTo(Span.getInvalid().getSpanContext().getSpanId());
				assertThat(recorder(context)).hasNoSpans();
			});
	}

	@Test
	void runsAreTracedThoughTheBridgeIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.observation.enabled=false")
			.withBean(Jobs.class)
			.run((context) -> assertThat(recorder(context).awaitTrace()).hasRoot("Jobs.work"));
	}

	@Test
	void theTimerOfRunsGoesOn() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withBean(Jobs.class)
			.run((context) -> {
				assertThat(recorder(context).awaitTrace()).hasSpanCount(1).hasRoot("Jobs.work");
				context.getBean(ThreadPoolTaskScheduler.class).submit(() -> {
				}).get(10, TimeUnit.SECONDS);
				assertThat(context.getBean(MeterRegistry.class).get("tasks.scheduled.execution").timer().count())
					.isEqualTo(1);
			});
	}

	@Test
	void theDecoratorAndTheErrorHandlerOfTheApplicationAreCalled() {
		this.contextRunner.withUserConfiguration(CustomSchedulerConfiguration.class)
			.withBean(FailingRateJob.class)
			.run((context) -> {
				BlockingQueue<String> calls = context.getBean(CustomSchedulerConfiguration.class).calls;
				String before = calls.poll(10, TimeUnit.SECONDS);
				String handled = calls.poll(10, TimeUnit.SECONDS);
				String after = calls.poll(10, TimeUnit.SECONDS);
				Trace trace = recorder(context).awaitTrace();
				assertThat(before).isEqualTo("before none null");
				assertThat(handled).isEqualTo("handled " + trace.root().context().getSpanId() + " " + trace.traceId());
				assertThat(after).startsWith("after ");
			});
	}

	@Test
	void theErrorHandlerOfASchedulerWithoutDecoratorIsCalledOnce() {
		BlockingQueue<String> calls = new LinkedBlockingQueue<>();
		SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
		scheduler.setErrorHandler((failure) -> calls.add("handled " + Span.current().getSpanContext().getTraceId()));
		this.contextRunner.withBean("scheduler", TaskScheduler.class, () -> scheduler)
			.withBean(FailingDelayJob.class)
			.run((context) -> assertThat(calls.poll(10, TimeUnit.SECONDS))
				.isEqualTo("handled " + recorder(context).awaitTrace().traceId()));
		assertThat(calls).isEmpty();
	}

	@Test
	void stoppingTheApplicationInterruptsARunAndEndsItsSpan() {
		LinkedBlockingQueue<TraceRecorder> recorders = new LinkedBlockingQueue<>();
		this.contextRunner.withBean(EndlessJob.class).run((context) -> {
			assertThat(context.getBean(EndlessJob.class).started.await(10, TimeUnit.SECONDS)).isTrue();
			recorders.add(recorder(context));
		});
		assertThat(recorders.remove().awaitTrace()).hasRoot("EndlessJob.work",
				(span) -> span.hasException(InterruptedException.class));
	}

	@Test
	void aSchedulerThatRemovesCancelledTasksStillDoes() {
		this.contextRunner.withBean("taskScheduler", TaskScheduler.class, () -> {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setRemoveOnCancelPolicy(true);
			return scheduler;
		}).run((context) -> {
			ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
			Future<?> future = scheduler.getScheduledExecutor().schedule(() -> {
			}, 1, TimeUnit.HOURS);
			future.cancel(false);
			assertThat(scheduler.getScheduledThreadPoolExecutor().getQueue()).isEmpty();
		});
	}

	private static String currentIds() {
		return ((Context.current() == Context.root()) ? "none" : Span.current().getSpanContext().getSpanId()) + " "
				+ MDC.get("traceId");
	}

	private static TraceRecorder recorder(ApplicationContext context) {
		return context.getBean(TraceRecorder.class);
	}

	/**
	 * The schedulers that Spring offers.
	 */
	enum Scheduler {

		BOOT, POOL, THREAD_PER_RUN, EXECUTOR, NONE;

		ApplicationContextRunner applyTo(ApplicationContextRunner contextRunner) {
			return switch (this) {
				case BOOT -> contextRunner;
				case POOL -> contextRunner.withBean("scheduler", TaskScheduler.class, ThreadPoolTaskScheduler::new);
				case THREAD_PER_RUN ->
					contextRunner.withBean("scheduler", TaskScheduler.class, SimpleAsyncTaskScheduler::new);
				case EXECUTOR -> contextRunner.withBean("executor", ScheduledExecutorService.class,
						() -> Executors.newScheduledThreadPool(1));
				case NONE -> contextRunner.withBean("first", TaskScheduler.class, ThreadPoolTaskScheduler::new)
					.withBean("second", TaskScheduler.class, ThreadPoolTaskScheduler::new);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomSchedulerConfiguration {

		final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		@Bean
		ThreadPoolTaskScheduler customScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setTaskDecorator((task) -> () -> {
				this.calls.add("before " + currentIds());
				task.run();
				this.calls.add("after " + currentIds());
			});
			scheduler.setErrorHandler((failure) -> this.calls.add("handled " + currentIds()));
			return scheduler;
		}

	}

	static class Jobs {

		final BlockingQueue<String> spans = new LinkedBlockingQueue<>();

		@Scheduled(initialDelay = 1)
		void work() {
			this.spans.add(Span.current().getSpanContext().getSpanId());
		}

	}

	static class RepeatedJob {

		@Scheduled(fixedRate = 5)
		void work() {
		}

	}

	static class FailingOneTimeJob {

		@Scheduled(initialDelay = 1)
		void work() throws IOException {
			throw new IOException("sold out");
		}

	}

	static class FailingRateJob {

		@Scheduled(fixedRate = 1, timeUnit = TimeUnit.HOURS)
		void work() throws IOException {
			throw new IOException("sold out");
		}

	}

	static class FailingDelayJob {

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		void work() throws IOException {
			throw new IOException("sold out");
		}

	}

	static class FailingCronJob {

		@Scheduled(cron = "* * * * * *")
		void work() throws IOException {
			throw new IOException("sold out");
		}

	}

	static class ConcurrentJobs {

		private final CyclicBarrier barrier = new CyclicBarrier(2);

		private final Service service;

		ConcurrentJobs(Service service) {
			this.service = service;
		}

		@Scheduled(initialDelay = 1)
		void first() throws Exception {
			this.service.call(() -> this.barrier.await(10, TimeUnit.SECONDS));
		}

		@Scheduled(initialDelay = 1)
		void second() throws Exception {
			this.service.call(() -> this.barrier.await(10, TimeUnit.SECONDS));
		}

	}

	static class ChildJob {

		final CountDownLatch done = new CountDownLatch(1);

		private final Service service;

		ChildJob(Service service) {
			this.service = service;
		}

		@Scheduled(initialDelay = 1)
		void work() throws Exception {
			this.service.call(() -> {
				this.done.countDown();
				return this.done;
			});
		}

	}

	static class Service {

		@Traced
		void call(Callable<?> work) throws Exception {
			work.call();
		}

	}

	static class ProxiedJob {

		@Traced
		public void other() {
		}

		@Scheduled(initialDelay = 1)
		void work() {
		}

	}

	static class EndlessJob {

		final CountDownLatch started = new CountDownLatch(1);

		@Scheduled(initialDelay = 1)
		void work() throws InterruptedException {
			this.started.countDown();
			new CountDownLatch(1).await();
		}

	}

}
