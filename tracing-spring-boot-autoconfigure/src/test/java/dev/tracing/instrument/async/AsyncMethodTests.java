package dev.tracing.instrument.async;

import java.lang.reflect.Method;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what applications do with executors: asynchronous methods, futures and
 * events.
 */
class AsyncMethodTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AsyncTracingAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withBean(TraceRecorder.class, () -> this.recorder)
		.withUserConfiguration(AsyncApplication.class);

	@ParameterizedTest
	@ValueSource(strings = { "spring.task.execution.propagate-context=false",
			"spring.task.execution.propagate-context=true" })
	void asynchronousMethodRunsInTheContextOfItsCaller(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasSingleBean(ThreadPoolTaskExecutor.class);
			runsInTheContextOfItsCaller(context);
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void asynchronousMethodOnAVirtualThreadRunsInTheContextOfItsCaller() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run(this::runsInTheContextOfItsCaller);
	}

	@Test
	void asynchronousMethodOnTheExecutorOfAConfigurerRunsInTheContextOfItsCaller() {
		this.contextRunner.withUserConfiguration(ConfigurerApplication.class).run((context) -> {
			runsInTheContextOfItsCaller(context);
			assertThat(context.getBean(AsyncWork.class).threadName().get()).startsWith("configured-");
		});
	}

	private void runsInTheContextOfItsCaller(ApplicationContext context) throws Exception {
		AsyncWork work = context.getBean(AsyncWork.class);
		Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
		CompletableFuture<Ids> ids;
		CompletableFuture<String> tenant;
		try (Scope scope = Context.current()
			.with(span)
			.with(Baggage.builder().put("tenant", "acme").build())
			.makeCurrent()) {
			ids = work.ids();
			tenant = work.tenant();
		}
		span.end();
		assertThat(ids.get()).isEqualTo(Ids.of(span));
		assertThat(tenant.get()).isEqualTo("acme");
		for (int i = 0; i < 20; i++) {
			assertThat(work.ids().get()).isEqualTo(Ids.NONE);
		}
	}

	@Test
	void asynchronousMethodThatThrowsLeavesNothingBehind() {
		this.contextRunner.withPropertyValues("spring.task.execution.pool.core-size=1").run((context) -> {
			AsyncWork work = context.getBean(AsyncWork.class);
			Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
			CompletableFuture<Ids> failing;
			try (Scope scope = span.makeCurrent()) {
				failing = work.failing();
				work.failingSilently();
			}
			span.end();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(failing::get)
				.withCauseInstanceOf(IllegalStateException.class);
			assertThat(context.getBean(Failures.class).seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Ids.of(span));
			assertThat(work.ids().get()).isEqualTo(Ids.NONE);
			assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("parent\n  child of failing"));
		});
	}

	@Test
	void futureAndWhatFollowsOnExecutorsRunInTheContext() {
		this.contextRunner.run((context) -> {
			Executor executor = context.getBean("applicationTaskExecutor", Executor.class);
			Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
			CompletableFuture<Ids> ids;
			CompletableFuture<Ids> next;
			try (Scope scope = span.makeCurrent()) {
				ids = CompletableFuture.supplyAsync(Ids::current, executor);
				next = CompletableFuture.runAsync(() -> {
				}, executor)
					.thenComposeAsync((none) -> CompletableFuture.supplyAsync(Ids::current, executor), executor);
			}
			span.end();
			assertThat(ids.get()).isEqualTo(Ids.of(span));
			assertThat(next.get()).isEqualTo(Ids.of(span));
		});
	}

	@Test
	void futureThatIsCancelledOrTimesOutLeavesNothingBehind() {
		this.contextRunner.withPropertyValues("spring.task.execution.pool.core-size=1").run((context) -> {
			AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
			CountDownLatch started = new CountDownLatch(1);
			CountDownLatch gate = new CountDownLatch(1);
			Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
			CompletableFuture<Ids> cancelled;
			CompletableFuture<Ids> timedOut;
			try (Scope scope = span.makeCurrent()) {
				cancelled = CompletableFuture.supplyAsync(() -> {
					started.countDown();
					awaitQuietly(gate);
					return Ids.current();
				}, executor);
				timedOut = CompletableFuture.supplyAsync(Ids::current, executor).orTimeout(1, TimeUnit.MILLISECONDS);
			}
			span.end();
			started.await();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(timedOut::get);
			cancelled.cancel(true);
			gate.countDown();
			assertThat(executor.submit(Ids::current).get()).isEqualTo(Ids.NONE);
		});
	}

	@Test
	void listenersOfEventsRunInTheContextOfTheirPublisher() {
		this.contextRunner.withUserConfiguration(EventApplication.class).run((context) -> {
			Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
			try (Scope scope = span.makeCurrent()) {
				context.publishEvent(new OrderPlaced("1"));
			}
			span.end();
			Listener listener = context.getBean(Listener.class);
			assertThat(listener.multicast()).isEqualTo(Ids.of(span));
			assertThat(listener.asynchronous()).isEqualTo(Ids.of(span));
		});
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Work that is done elsewhere.
	 */
	static class AsyncWork {

		private final Tracer tracer;

		AsyncWork(Tracer tracer) {
			this.tracer = tracer;
		}

		@Async
		public CompletableFuture<Ids> ids() {
			return CompletableFuture.completedFuture(Ids.current());
		}

		@Async
		public CompletableFuture<String> tenant() {
			return CompletableFuture.completedFuture(Baggage.current().getEntryValue("tenant"));
		}

		@Async
		public CompletableFuture<String> threadName() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async
		public CompletableFuture<Ids> failing() {
			this.tracer.spanBuilder("child of failing").startSpan().end();
			throw new IllegalStateException("failed");
		}

		@Async
		public void failingSilently() {
			throw new IllegalStateException("failed");
		}

	}

	/**
	 * Is told of exceptions nobody waits for.
	 */
	static class Failures implements AsyncUncaughtExceptionHandler {

		private final BlockingQueue<Ids> seen = new LinkedBlockingQueue<>();

		@Override
		public void handleUncaughtException(Throwable ex, Method method, Object... parameters) {
			this.seen.add(Ids.current());
		}

	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	static class AsyncApplication {

		@Bean
		AsyncWork asyncWork(Tracer tracer) {
			return new AsyncWork(tracer);
		}

		@Bean
		Failures failures() {
			return new Failures();
		}

		@Bean
		AsyncConfigurer asyncConfigurer(Failures failures, ApplicationContext context) {
			return new AsyncConfigurer() {

				@Override
				public Executor getAsyncExecutor() {
					return (context.containsBean("configured")) ? context.getBean("configured", Executor.class) : null;
				}

				@Override
				public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
					return failures;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConfigurerApplication {

		@Bean
		ThreadPoolTaskExecutor configured() {
			return new ThreadPoolTaskExecutor();
		}

	}

	/**
	 * Something that has happened.
	 */
	record OrderPlaced(String id) {

	}

	/**
	 * Listens to what has happened.
	 */
	static class Listener {

		private final BlockingQueue<Ids> multicast = new LinkedBlockingQueue<>();

		private final BlockingQueue<Ids> asynchronous = new LinkedBlockingQueue<>();

		@EventListener
		public void listen(OrderPlaced event) {
			this.multicast.add(Ids.current());
		}

		@Async
		@EventListener
		public void listenAsynchronously(OrderPlaced event) {
			this.asynchronous.add(Ids.current());
		}

		Ids multicast() throws InterruptedException {
			return this.multicast.poll(10, TimeUnit.SECONDS);
		}

		Ids asynchronous() throws InterruptedException {
			return this.asynchronous.poll(10, TimeUnit.SECONDS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EventApplication {

		@Bean
		Listener listener() {
			return new Listener();
		}

		@Bean
		ApplicationEventMulticaster applicationEventMulticaster(Executor applicationTaskExecutor) {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor(applicationTaskExecutor);
			return multicaster;
		}

	}

}
