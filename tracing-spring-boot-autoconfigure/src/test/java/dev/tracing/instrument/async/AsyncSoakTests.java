package dev.tracing.instrument.async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with thousands of tasks of different traces at once that succeed, fail, time out
 * and are cancelled.
 */
class AsyncSoakTests {

	private static final int THREADS = 4;

	private static final int SUBMITTERS = 8;

	private static final int TASKS = 500;

	private final TraceRecorder recorder = new TraceRecorder(Duration.ofSeconds(60));

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AsyncTracingAutoConfiguration.class))
		.withPropertyValues("tracing.sampling.traces-per-second=-1")
		.withBean(TraceRecorder.class, () -> this.recorder);

	private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();

	private final AtomicInteger runs = new AtomicInteger();

	private final Phaser open = new Phaser(1);

	@Test
	void pooledThreadsNeverMixTracesAndEndClean() {
		this.contextRunner.withBean(ThreadPoolTaskExecutor.class, () -> {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(THREADS);
			return executor;
		})
			.withBean("service", ExecutorService.class, () -> Executors.newFixedThreadPool(THREADS))
			.withBean(ThreadPoolTaskScheduler.class, () -> {
				ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
				scheduler.setPoolSize(THREADS);
				return scheduler;
			})
			.run((context) -> {
				List<Executor> executors = List.copyOf(context.getBeansOfType(Executor.class).values());
				assertThat(executors).hasSize(3);
				soak(executors, context.getBean(Tracer.class));
				for (Executor executor : executors) {
					assertThat(lookAtEachThread(executor)).hasSize(THREADS).containsOnly(Ids.NONE);
				}
				verify();
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsNeverMixTraces() {
		this.contextRunner.withBean(SimpleAsyncTaskExecutor.class, () -> {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
			executor.setVirtualThreads(true);
			return executor;
		})
			.withBean("service", ExecutorService.class, ExecutorContractTests::newVirtualThreadPerTaskExecutor)
			.run((context) -> {
				soak(List.copyOf(context.getBeansOfType(Executor.class).values()), context.getBean(Tracer.class));
				verify();
			});
	}

	private void soak(List<Executor> executors, Tracer tracer) throws Exception {
		ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
		try {
			List<Future<?>> done = new ArrayList<>();
			for (int i = 0; i < SUBMITTERS; i++) {
				done.add(submitters.submit(() -> {
					for (int number = 0; number < TASKS; number++) {
						submit(executors.get(number % executors.size()), tracer, number);
					}
				}));
			}
			for (Future<?> future : done) {
				future.get(60, TimeUnit.SECONDS);
			}
			this.open.awaitAdvanceInterruptibly(this.open.arrive(), 60, TimeUnit.SECONDS);
		}
		finally {
			submitters.shutdownNow();
		}
	}

	private void verify() {
		this.recorder.awaitQuiet();
		assertThat(this.mistakes).isEmpty();
		// Of five tasks one is cancelled and one times out, before or after its start.
		assertThat(this.runs.get()).isBetween(SUBMITTERS * TASKS * 3 / 5, SUBMITTERS * TASKS);
	}

	private void submit(Executor executor, Tracer tracer, int number) {
		if (number % 7 == 0) {
			// Work of no trace in between
			executor.execute(() -> check(Ids.NONE));
		}
		Span span = tracer.spanBuilder("parent").startSpan();
		Ids expected = Ids.of(span);
		this.open.register();
		try (Scope scope = span.makeCurrent()) {
			CompletableFuture<Void> work = CompletableFuture.runAsync(() -> work(tracer, expected, number), executor);
			if (number % 5 == 3) {
				work.orTimeout(1, TimeUnit.NANOSECONDS);
			}
			else if (number % 5 == 4) {
				work.cancel(true);
			}
			executor.execute(() -> {
				check(expected);
				this.open.arriveAndDeregister();
			});
		}
		finally {
			span.end();
		}
	}

	private void work(Tracer tracer, Ids expected, int number) {
		this.runs.incrementAndGet();
		check(expected);
		Span child = tracer.spanBuilder("child").startSpan();
		try (Scope scope = child.makeCurrent()) {
			check(new Ids(expected.traceId(), child.getSpanContext().getSpanId(), expected.traceId(),
					child.getSpanContext().getSpanId()));
			Thread.yield();
			if (number % 5 == 1) {
				throw new IllegalStateException("failed");
			}
		}
		finally {
			child.end();
		}
		check(expected);
	}

	private void check(Ids expected) {
		Ids actual = Ids.current();
		if (!actual.equals(expected)) {
			this.mistakes.add(actual + " instead of " + expected);
		}
	}

	private static List<Ids> lookAtEachThread(Executor executor) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(THREADS);
		List<CompletableFuture<Ids>> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(CompletableFuture.supplyAsync(() -> {
				try {
					barrier.await(30, TimeUnit.SECONDS);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				assertThat(Context.current()).isSameAs(Context.root());
				return Ids.current();
			}, executor));
		}
		List<Ids> ids = new ArrayList<>();
		for (CompletableFuture<Ids> thread : threads) {
			ids.add(thread.get(60, TimeUnit.SECONDS));
		}
		return ids;
	}

}
