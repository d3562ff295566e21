package dev.tracing.instrument.async;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.PeriodicTrigger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for tasks that run later, once or again and again.
 */
class SchedulerTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AsyncTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class, () -> this.recorder);

	static Stream<Arguments> repeatedTasks() {
		return Stream.of(SchedulerKind.values())
			.flatMap((kind) -> Stream.of(Repetition.values())
				.map((repetition) -> Arguments.argumentSet(kind + " " + repetition, kind, repetition)));
	}

	@ParameterizedTest
	@MethodSource("repeatedTasks")
	void repeatedTaskDoesNotStayInTheTraceOfWhoeverStartedIt(SchedulerKind kind, Repetition repetition) {
		kind.define(this.contextRunner).run((context) -> {
			BlockingQueue<Ids> runs = new LinkedBlockingQueue<>();
			TaskScheduler scheduler = kind.scheduler(context);
			ScheduledFuture<?> future = inSpan(context,
					() -> repetition.schedule(scheduler, () -> runs.add(Ids.current())));
			for (int i = 0; i < 5; i++) {
				assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(Ids.NONE);
			}
			future.cancel(true);
		});
	}

	@ParameterizedTest
	@EnumSource(value = SchedulerKind.class, names = "SIMPLE", mode = EnumSource.Mode.EXCLUDE)
	void taskForLaterCarriesTheContext(SchedulerKind kind) {
		kind.define(this.contextRunner).run((context) -> {
			BlockingQueue<Ids> runs = new LinkedBlockingQueue<>();
			TaskScheduler scheduler = kind.scheduler(context);
			Span[] span = new Span[1];
			inSpan(context, () -> {
				span[0] = Span.current();
				return scheduler.schedule(() -> runs.add(Ids.current()), Instant.now().plusMillis(20));
			});
			assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(Ids.of(span[0]));
			scheduler.schedule(() -> runs.add(Ids.current()), Instant.now());
			assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(Ids.NONE);
		});
	}

	@ParameterizedTest
	@EnumSource(value = SchedulerKind.class, names = "SIMPLE", mode = EnumSource.Mode.EXCLUDE)
	void taskThatARepeatedTaskSchedulesCarriesTheContext(SchedulerKind kind) {
		kind.define(this.contextRunner).run((context) -> {
			BlockingQueue<Boolean> runs = new LinkedBlockingQueue<>();
			TaskScheduler scheduler = kind.scheduler(context);
			ScheduledFuture<?> future = scheduler.schedule(() -> inSpan(context, () -> {
				Ids expected = Ids.of(Span.current());
				return scheduler.schedule(() -> runs.add(Ids.current().equals(expected)), Instant.now());
			}), new PeriodicTrigger(Duration.ofMillis(10)));
			assertThat((Object) future).isNotNull();
			for (int i = 0; i < 3; i++) {
				assertThat(runs.poll(10, TimeUnit.SECONDS)).isTrue();
			}
			future.cancel(true);
		});
	}

	@Test
	void cancelledTasksLeaveTheQueueOfASchedulerThatRemovesThem() {
		this.contextRunner.withBean(ThreadPoolTaskScheduler.class, () -> {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setRemoveOnCancelPolicy(true);
			return scheduler;
		}).run((context) -> {
			ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
			inSpan(context, () -> {
				ScheduledFuture<?> future = scheduler.schedule(() -> {
				}, Instant.now().plusSeconds(600));
				future.cancel(true);
				return future;
			});
			assertThat(scheduler.getScheduledThreadPoolExecutor().getQueue()).isEmpty();
		});
	}

	@Test
	void failingTaskForLaterLeavesNothingBehind() {
		SchedulerKind.POOL.define(this.contextRunner).run((context) -> {
			BlockingQueue<Ids> runs = new LinkedBlockingQueue<>();
			TaskScheduler scheduler = SchedulerKind.POOL.scheduler(context);
			inSpan(context, () -> scheduler.schedule(() -> {
				throw new IllegalStateException("failed");
			}, Instant.now()));
			scheduler.schedule(() -> runs.add(Ids.current()), Instant.now());
			assertThat(runs.poll(10, TimeUnit.SECONDS)).isEqualTo(Ids.NONE);
		});
	}

	private static ScheduledFuture<?> inSpan(ApplicationContext context, Supplier<ScheduledFuture<?>> work) {
		Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
		try (Scope scope = span.makeCurrent()) {
			return work.get();
		}
		finally {
			span.end();
		}
	}

	/**
	 * Kinds of schedulers.
	 */
	private enum SchedulerKind {

		POOL(ThreadPoolTaskScheduler.class, ThreadPoolTaskScheduler::new),

		SIMPLE(SimpleAsyncTaskScheduler.class, SimpleAsyncTaskScheduler::new),

		CONCURRENT(ConcurrentTaskScheduler.class,
				() -> new ConcurrentTaskScheduler(Executors.newScheduledThreadPool(1))),

		PLAIN(ScheduledExecutorService.class, () -> Executors.newScheduledThreadPool(1));

		private final Class<?> type;

		private final Supplier<?> supplier;

		<T> SchedulerKind(Class<T> type, Supplier<T> supplier) {
			this.type = type;
			this.supplier = supplier;
		}

		@SuppressWarnings("unchecked")
		ApplicationContextRunner define(ApplicationContextRunner runner) {
			return runner.withBean((Class<Object>) this.type, (Supplier<Object>) this.supplier);
		}

		TaskScheduler scheduler(ApplicationContext context) {
			Object scheduler = context.getBean(this.type);
			return (scheduler instanceof ScheduledExecutorService service) ? new ConcurrentTaskScheduler(service)
					: (TaskScheduler) scheduler;
		}

	}

	/**
	 * Ways to run a task again and again.
	 */
	private enum Repetition {

		FIXED_RATE((scheduler, task) -> scheduler.scheduleAtFixedRate(task, Duration.ofMillis(10))),

		FIXED_DELAY((scheduler, task) -> scheduler.scheduleWithFixedDelay(task, Duration.ofMillis(10))),

		TRIGGER((scheduler, task) -> scheduler.schedule(task, new PeriodicTrigger(Duration.ofMillis(10))));

		private final BiFunction<TaskScheduler, Runnable, ScheduledFuture<?>> way;

		Repetition(BiFunction<TaskScheduler, Runnable, ScheduledFuture<?>> way) {
			this.way = way;
		}

		ScheduledFuture<?> schedule(TaskScheduler scheduler, Runnable task) {
			return this.way.apply(scheduler, task);
		}

	}

}
