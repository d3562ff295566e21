package dev.tracing.instrument.async;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what every kind of executor does with the context of a task.
 */
class ExecutorContractTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	static Stream<Arguments> executors() {
		return Stream.of(executor("ThreadPoolTaskExecutor", ThreadPoolTaskExecutor.class, ThreadPoolTaskExecutor::new),
				executor("subclass of ThreadPoolTaskExecutor", CustomTaskExecutor.class, CustomTaskExecutor::new),
				executor("ThreadPoolTaskExecutor as Executor", Executor.class, () -> {
					ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
					executor.initialize();
					return executor;
				}), executor("SimpleAsyncTaskExecutor", SimpleAsyncTaskExecutor.class, SimpleAsyncTaskExecutor::new),
				executor("SimpleAsyncTaskExecutor with virtual threads", SimpleAsyncTaskExecutor.class, () -> {
					SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("virtual-");
					executor.setVirtualThreads(true);
					return executor;
				}), executor("VirtualThreadTaskExecutor", AsyncTaskExecutor.class, VirtualThreadTaskExecutor::new),
				executor("ThreadPoolTaskScheduler", ThreadPoolTaskScheduler.class, ThreadPoolTaskScheduler::new),
				executor("SimpleAsyncTaskScheduler", SimpleAsyncTaskScheduler.class, SimpleAsyncTaskScheduler::new),
				executor("ConcurrentTaskExecutor", ConcurrentTaskExecutor.class,
						() -> new ConcurrentTaskExecutor(Executors.newCachedThreadPool())),
				executor("ConcurrentTaskScheduler", ConcurrentTaskScheduler.class,
						() -> new ConcurrentTaskScheduler(Executors.newScheduledThreadPool(1))),
				executor("TaskExecutorAdapter", AsyncTaskExecutor.class,
						() -> new TaskExecutorAdapter(Executors.newCachedThreadPool())),
				executor("Executor", Executor.class, () -> (Executor) (task) -> new Thread(task).start()),
				executor("TaskExecutor", TaskExecutor.class, () -> (TaskExecutor) (task) -> new Thread(task).start()),
				executor("ExecutorService", ExecutorService.class, Executors::newSingleThreadExecutor),
				executor("work stealing ExecutorService", ExecutorService.class, Executors::newWorkStealingPool),
				executor("ScheduledExecutorService", ScheduledExecutorService.class,
						() -> Executors.newScheduledThreadPool(1)),
				executor("ExecutorService with virtual threads", ExecutorService.class,
						ExecutorContractTests::newVirtualThreadPerTaskExecutor));
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static Arguments executor(String name, Class type, Supplier<? extends Executor> supplier) {
		return Arguments.argumentSet(name, type, supplier);
	}

	@ParameterizedTest
	@MethodSource("executors")
	void tasksRunInTheContextOfTheirSubmission(Class<Executor> type, Supplier<Executor> supplier) {
		with(type, supplier, (executor, tracer) -> {
			Span span = tracer.spanBuilder("parent").startSpan();
			List<Future<Ids>> results = new ArrayList<>();
			try (Scope scope = span.makeCurrent()) {
				results.addAll(submitInAllWays(executor, Ids::current));
			}
			span.end();
			for (Future<Ids> result : results) {
				assertThat(result.get()).isEqualTo(Ids.of(span));
			}
			for (Future<Ids> result : submitInAllWays(executor, Ids::current)) {
				assertThat(result.get()).isEqualTo(Ids.NONE);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void spansOfATaskBelongToTheTraceEvenAfterItsParentHasEnded(Class<Executor> type, Supplier<Executor> supplier) {
		with(type, supplier, (executor, tracer) -> {
			CompletableFuture<Void> parentEnded = new CompletableFuture<>();
			Span span = tracer.spanBuilder("parent").startSpan();
			CompletableFuture<Void> done;
			try (Scope scope = span.makeCurrent()) {
				done = CompletableFuture.runAsync(() -> {
					parentEnded.join();
					tracer.spanBuilder("child").startSpan().end();
				}, executor);
			}
			span.end();
			parentEnded.complete(null);
			done.get();
			dev.tracing.test.TracingAssertions.assertThat(this.recorder)
				.hasSingleTrace((trace) -> trace.hasTree("parent\n  child"));
		});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void exceptionsPassUnchangedAndLeaveNothingBehind(Class<Executor> type, Supplier<Executor> supplier) {
		with(type, supplier, (executor, tracer) -> {
			IllegalStateException failure = new IllegalStateException("failed");
			Span span = tracer.spanBuilder("parent").startSpan();
			try (Scope scope = span.makeCurrent()) {
				for (Future<Ids> result : submitInAllWays(executor, () -> {
					throw failure;
				})) {
					assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get)
						.satisfies((ex) -> assertThat(ex).rootCause().isSameAs(failure));
				}
			}
			span.end();
			for (Future<Ids> result : submitInAllWays(executor, Ids::current)) {
				assertThat(result.get()).isEqualTo(Ids.NONE);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("executors")
	void callerIsLeftAlone(Class<Executor> type, Supplier<Executor> supplier) {
		with(type, supplier, (executor, tracer) -> {
			Span span = tracer.spanBuilder("parent").startSpan();
			try (Scope scope = span.makeCurrent()) {
				CompletableFuture.runAsync(Ids::current, executor).get();
				assertThat(Ids.current()).isEqualTo(Ids.of(span));
			}
			span.end();
			assertThat(Ids.current()).isEqualTo(Ids.NONE);
		});
	}

	private static List<Future<Ids>> submitInAllWays(Executor executor, Callable<Ids> task) throws Exception {
		List<Future<Ids>> results = new ArrayList<>();
		CompletableFuture<Ids> executed = new CompletableFuture<>();
		executor.execute(() -> {
			try {
				executed.complete(task.call());
			}
			catch (Exception ex) {
				executed.completeExceptionally(ex);
			}
		});
		results.add(executed);
		if (executor instanceof AsyncTaskExecutor async) {
			results.add(async.submit(task));
			results.add(async.submitCompletable(task));
		}
		if (executor instanceof ExecutorService service) {
			results.add(service.submit(task));
			results.addAll(service.invokeAll(List.of(task, task)));
		}
		return results;
	}

	private void with(Class<Executor> type, Supplier<Executor> supplier, Work work) {
		Assumptions.assumeTrue(supports(supplier), "needs virtual threads");
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TracingAutoConfiguration.class, AsyncTracingAutoConfiguration.class))
			.withBean(TraceRecorder.class, () -> this.recorder)
			.withBean("executor", type, supplier)
			.run((context) -> {
				Executor executor = context.getBean(type);
				work.run(executor, context.getBean(Tracer.class));
				shutDown(executor);
			});
	}

	private static boolean supports(Supplier<Executor> supplier) {
		try {
			shutDown(supplier.get());
			return true;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	private static void shutDown(Executor executor) {
		if (executor instanceof ExecutorService service) {
			service.shutdownNow();
		}
		if (executor instanceof ConcurrentTaskExecutor concurrent
				&& concurrent.getConcurrentExecutor() instanceof ExecutorService service) {
			service.shutdownNow();
		}
	}

	static ExecutorService newVirtualThreadPerTaskExecutor() {
		try {
			Method method = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
			return (ExecutorService) method.invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new UnsupportedOperationException(ex);
		}
	}

	/**
	 * What a test does with an executor.
	 */
	private interface Work {

		void run(Executor executor, Tracer tracer) throws Exception;

	}

	/**
	 * An application's own kind of executor.
	 */
	static final class CustomTaskExecutor extends ThreadPoolTaskExecutor {

	}

}
