package dev.tracing.instrument.async;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tracing.ScopesOfEveryTest;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.concurrent.ScheduledExecutorFactoryBean;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExecutorBeanPostProcessor}.
 */
class ExecutorBeanPostProcessorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, AsyncTracingAutoConfiguration.class));

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.tracing.instrument.async");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.setLevel(Level.DEBUG);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	@Test
	void executorIsReplacedOnlyWhereItIsDeclaredByAnInterface() {
		this.contextRunner.withUserConfiguration(DeclaredExecutors.class).run((context) -> {
			assertThat(context.getBean("byInterface")).isInstanceOf(TracingExecutorService.class);
			assertThat(context.getBean("byBaseInterface")).isInstanceOf(TracingScheduledExecutorService.class);
			assertThat(context.getBean("byClass")).isExactlyInstanceOf(ThreadPoolExecutor.class);
			assertThat(context.getBean("forkJoin")).isExactlyInstanceOf(ForkJoinPool.class);
			assertThat(context.getBean("byFactoryBean")).isInstanceOf(TracingScheduledExecutorService.class);
		});
		assertThat(messages()).hasSize(2)
			.anySatisfy((message) -> assertThat(message)
				.isEqualTo("Tasks of executor 'byClass' carry no trace context: declare the bean by an interface, "
						+ "as in ExecutorService, instead of java.util.concurrent.ThreadPoolExecutor"))
			.anySatisfy((message) -> assertThat(message).contains("'forkJoin'"));
	}

	@Test
	void replacedExecutorIsNothingMoreThanItWas() {
		this.contextRunner.withBean("plain", Executor.class, () -> (Executor) Runnable::run)
			.withBean("service", ExecutorService.class, Executors::newSingleThreadExecutor)
			.run((context) -> {
				assertThat(context.getBeanNamesForType(TaskExecutor.class)).isEmpty();
				assertThat(context.getBeanNamesForType(ExecutorService.class)).containsExactly("service");
				assertThat(context.getBeanNamesForType(ScheduledExecutorService.class)).isEmpty();
			});
	}

	@Test
	void destroyMethodIsCalledOnceOnTheRealExecutor() {
		CountingExecutor executor = new CountingExecutor();
		this.contextRunner.withUserConfiguration(DestroyedExecutor.class)
			.withBean(CountingExecutor.class, () -> executor, (definition) -> {
				definition.setDestroyMethodName("");
				definition.setAutowireCandidate(true);
			})
			.run((context) -> assertThat(context.getBean("destroyed")).isInstanceOf(TracingExecutorService.class));
		assertThat(executor.shutdowns).hasValue(1);
	}

	@Test
	void executorWithALifecycleIsLeftAlone() {
		LifecycleExecutor executor = new LifecycleExecutor();
		this.contextRunner.withBean("executor", AsyncTaskExecutor.class, () -> executor).run((context) -> {
			assertThat(context.getBean("executor")).isSameAs(executor);
			assertThat(executor.isRunning()).isTrue();
		});
		assertThat(executor.isRunning()).isFalse();
		assertThat(messages()).singleElement().asString().contains("more than an executor");
	}

	@Test
	void proxyIsLeftAlone() {
		ProxyFactory factory = new ProxyFactory(Executors.newSingleThreadExecutor());
		ExecutorService proxy = (ExecutorService) factory.getProxy();
		this.contextRunner.withBean("executor", ExecutorService.class, () -> proxy).run((context) -> {
			assertThat(context.getBean("executor")).isSameAs(proxy);
			assertThat(AopUtils.isAopProxy(context.getBean("executor"))).isTrue();
		});
	}

	@Test
	void executorThatIsTwoBeansIsInstrumentedOnce() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		this.contextRunner.withBean("first", ThreadPoolTaskExecutor.class, () -> executor)
			.withBean("second", ThreadPoolTaskExecutor.class, () -> executor)
			.run((context) -> {
				Object decorator = ReflectionTestUtils.getField(executor, "taskDecorator");
				assertThat(decorator).isInstanceOf(TracingTaskDecorator.class);
				assertThat(ReflectionTestUtils.getField(decorator, "next")).isNull();
			});
	}

	@Test
	void decoratorOfTheApplicationStaysAndRunsWithinTheContext() {
		List<Runnable> seen = new ArrayList<>();
		List<Ids> around = new ArrayList<>();
		TaskDecorator decorator = (task) -> {
			seen.add(task);
			return () -> {
				around.add(Ids.current());
				task.run();
				around.add(Ids.current());
			};
		};
		this.contextRunner.withBean(ThreadPoolTaskExecutor.class, () -> {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setTaskDecorator(decorator);
			return executor;
		}).run((context) -> {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			CountDownLatch done = new CountDownLatch(1);
			Runnable task = done::countDown;
			Span span = inSpan(context, () -> executor.execute(task));
			done.await();
			executor.submit(() -> {
			}).get();
			assertThat(seen).hasSize(2).first().isSameAs(task);
			assertThat(seen.get(1)).isInstanceOf(Future.class);
			assertThat(around).startsWith(Ids.of(span), Ids.of(span)).contains(Ids.NONE);
		});
	}

	@Test
	void decoratorBeansOfTheApplicationStay() {
		AtomicInteger decorated = new AtomicInteger();
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.withBean(TaskDecorator.class, () -> (task) -> {
				decorated.incrementAndGet();
				return task;
			})
			.run((context) -> {
				assertThat(context).hasSingleBean(TaskDecorator.class);
				context.getBean(ThreadPoolTaskExecutor.class).submit(() -> {
				}).get();
				assertThat(decorated).hasValue(1);
			});
	}

	@Test
	void executorThatRefusesADecoratorIsLeftAlone() {
		this.contextRunner.withBean(UndecoratedExecutor.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(UndecoratedExecutor.class).submit(Ids::current).get()).isEqualTo(Ids.NONE);
		});
		assertThat(messages()).singleElement().asString().contains("out of reach");
	}

	@Test
	void queueThatComparesTasksStillCan() {
		this.contextRunner.withBean("executor", ExecutorService.class, ExecutorBeanPostProcessorTests::priorityExecutor)
			.withBean(PriorityTaskExecutor.class)
			.run((context) -> {
				List<Integer> order = new ArrayList<>();
				CompletableFuture<Void> done = new CompletableFuture<>();
				inSpan(context, () -> runInOrder(context.getBean("executor", Executor.class), order, done));
				done.get(10, TimeUnit.SECONDS);
				assertThat(order).containsExactly(1, 2, 3);
				CompletableFuture<Void> again = new CompletableFuture<>();
				inSpan(context, () -> runInOrder(context.getBean(PriorityTaskExecutor.class), order, again));
				again.get(10, TimeUnit.SECONDS);
				assertThat(order).containsExactly(1, 2, 3, 1, 2, 3);
			});
		assertThat(messages()).hasSize(2).allSatisfy((message) -> assertThat(message).contains("compares tasks"));
	}

	@Test
	void comparableTasksAreLeftAsTheyAre() {
		List<Runnable> executed = new ArrayList<>();
		this.contextRunner.withBean("executor", Executor.class, () -> (Executor) executed::add)
			.run((context) -> inSpan(context, () -> {
				ComparableTask task = new ComparableTask(1);
				context.getBean("executor", Executor.class).execute(task);
				assertThat(executed).containsExactly(task);
			}));
	}

	@Test
	void endlessConsumerDoesNotStayInTheTraceOfWhoeverStartedIt() {
		this.contextRunner.withBean(SimpleAsyncTaskExecutor.class)
			.withBean("service", ExecutorService.class, Executors::newCachedThreadPool)
			.run((context) -> {
				for (Executor executor : context.getBeansOfType(Executor.class).values()) {
					CompletableFuture<Ids> ids = new CompletableFuture<>();
					inSpan(context, () -> executor.execute(new SchedulingAwareRunnable() {

						@Override
						public boolean isLongLived() {
							return true;
						}

						@Override
						public void run() {
							ids.complete(Ids.current());
						}

					}));
					assertThat(ids.get(10, TimeUnit.SECONDS)).isEqualTo(Ids.NONE);
				}
			});
	}

	@Test
	void rejectedTaskLeavesTheCallerAsItWas() {
		this.contextRunner.withBean(ThreadPoolTaskExecutor.class, () -> {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setMaxPoolSize(1);
			executor.setQueueCapacity(0);
			return executor;
		}).withBean("service", ExecutorService.class, () -> {
			return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>());
		}).run((context) -> inSpan(context, () -> {
			Ids before = Ids.current();
			CountDownLatch gate = new CountDownLatch(1);
			ThreadPoolTaskExecutor pool = context.getBean(ThreadPoolTaskExecutor.class);
			ExecutorService service = context.getBean("service", ExecutorService.class);
			pool.execute(() -> await(gate));
			service.execute(() -> await(gate));
			assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.execute(() -> {
			}));
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.execute(() -> {
			}));
			assertThat(Ids.current()).isEqualTo(before);
			gate.countDown();
		}));
	}

	@Test
	void taskRunByItsCallerLeavesTheCallerAsItWas() {
		this.contextRunner
			.withBean("service", ExecutorService.class,
					() -> new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(),
							new ThreadPoolExecutor.CallerRunsPolicy()))
			.run((context) -> inSpan(context, () -> {
				Ids before = Ids.current();
				CountDownLatch gate = new CountDownLatch(1);
				ExecutorService service = context.getBean("service", ExecutorService.class);
				service.execute(() -> await(gate));
				List<Ids> ids = new ArrayList<>();
				service.execute(() -> ids.add(Ids.current()));
				assertThat(ids).containsExactly(before);
				assertThat(Ids.current()).isEqualTo(before);
				gate.countDown();
			}));
	}

	@Test
	void tasksThatNeverRanAreHandedBackAsTheyWere() {
		this.contextRunner.withBean("service", ExecutorService.class, Executors::newSingleThreadExecutor)
			.run((context) -> inSpan(context, () -> {
				CountDownLatch gate = new CountDownLatch(1);
				CountDownLatch started = new CountDownLatch(1);
				ExecutorService service = context.getBean("service", ExecutorService.class);
				service.execute(() -> {
					started.countDown();
					await(gate);
				});
				await(started);
				Runnable task = () -> {
				};
				service.execute(task);
				assertThat(service.shutdownNow()).containsExactly(task);
				assertThat(service.isShutdown()).isTrue();
				gate.countDown();
			}));
	}

	@Test
	void cancelledTaskDoesNotRunAndTheNextOneSeesNothing() {
		this.contextRunner.withBean(ThreadPoolTaskExecutor.class).run((context) -> {
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			CountDownLatch started = new CountDownLatch(1);
			CountDownLatch never = new CountDownLatch(1);
			AtomicInteger runs = new AtomicInteger();
			List<Future<?>> futures = new ArrayList<>();
			inSpan(context, () -> {
				futures.add(executor.submit(() -> {
					started.countDown();
					await(never);
				}));
				futures.add(executor.submit(runs::incrementAndGet));
			});
			started.await();
			futures.get(1).cancel(true);
			futures.get(0).cancel(true);
			assertThat(executor.submit(Ids::current).get()).isEqualTo(Ids.NONE);
			assertThat(runs).hasValue(0);
		});
	}

	@Test
	@SuppressWarnings("MustBeClosedChecker")
	@Tag(ScopesOfEveryTest.LEFT_OPEN)
	void scopeThatATaskLeavesOpenIsNotThereForTheNextTask() {
		this.contextRunner.withBean(ThreadPoolTaskExecutor.class)
			.withBean("service", ExecutorService.class, Executors::newSingleThreadExecutor)
			.run((context) -> {
				Tracer tracer = context.getBean(Tracer.class);
				ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
				ExecutorService service = context.getBean("service", ExecutorService.class);
				inSpan(context, () -> {
					executor.submit(() -> tracer.spanBuilder("leaking").startSpan().makeCurrent());
					service.submit(() -> tracer.spanBuilder("leaking").startSpan().makeCurrent());
				});
				assertThat(executor.submit(Ids::current).get()).isEqualTo(Ids.NONE);
				assertThat(service.submit(Ids::current).get()).isEqualTo(Ids.NONE);
			});
	}

	@Test
	void commonPoolClosesAtOnce() {
		this.contextRunner.withBean("service", ExecutorService.class, ForkJoinPool::commonPool).run((context) -> {
			TracingExecutorService service = context.getBean(TracingExecutorService.class);
			service.close();
			assertThat(service.isShutdown()).isFalse();
		});
	}

	@Test
	void tasksWithoutAContextAreNotTouched() {
		List<Runnable> executed = new ArrayList<>();
		this.contextRunner.withBean("executor", Executor.class, () -> (Executor) executed::add).run((context) -> {
			Executor executor = context.getBean("executor", Executor.class);
			Runnable task = () -> {
			};
			executor.execute(task);
			assertThat(executed).containsExactly(task);
			inSpan(context, () -> executor.execute(task));
			assertThat(executed.get(1)).isNotSameAs(task).hasToString(task.toString());
		});
	}

	private List<String> messages() {
		return this.log.list.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.filter((message) -> message.startsWith("Tasks of"))
			.toList();
	}

	private static Span inSpan(ApplicationContext context, Runnable work) {
		Span span = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
		try (Scope scope = span.makeCurrent()) {
			work.run();
		}
		finally {
			span.end();
		}
		return span;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void runInOrder(Executor executor, List<Integer> order, CompletableFuture<Void> done) {
		CountDownLatch gate = new CountDownLatch(1);
		executor.execute(new PriorityTask(0, () -> await(gate)));
		executor.execute(new PriorityTask(3, () -> {
			order.add(3);
			done.complete(null);
		}));
		executor.execute(new PriorityTask(2, () -> order.add(2)));
		executor.execute(new PriorityTask(1, () -> order.add(1)));
		gate.countDown();
	}

	private static ExecutorService priorityExecutor() {
		return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
				new PriorityBlockingQueue<>(10, Comparator.comparing((task) -> ((PriorityTask) task).priority())));
	}

	private record PriorityTask(int priority, Runnable task) implements Runnable {

		@Override
		public void run() {
			this.task.run();
		}

	}

	private record ComparableTask(int priority) implements Runnable, Comparable<ComparableTask> {

		@Override
		public void run() {
		}

		@Override
		public int compareTo(ComparableTask other) {
			return Integer.compare(this.priority, other.priority);
		}

	}

	/**
	 * Orders tasks by their priority.
	 */
	static class PriorityTaskExecutor extends ThreadPoolTaskExecutor {

		@Override
		protected BlockingQueue<Runnable> createQueue(int queueCapacity) {
			return new PriorityBlockingQueue<>(10, Comparator.comparing((task) -> ((PriorityTask) task).priority()));
		}

	}

	/**
	 * Has no use for decorators.
	 */
	static class UndecoratedExecutor extends ThreadPoolTaskExecutor {

		@Override
		public void setTaskDecorator(TaskDecorator taskDecorator) {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * Counts how often it is told to stop.
	 */
	static class CountingExecutor extends AbstractExecutorService {

		private final AtomicInteger shutdowns = new AtomicInteger();

		@Override
		public void shutdown() {
			this.shutdowns.incrementAndGet();
		}

		@Override
		public List<Runnable> shutdownNow() {
			return List.of();
		}

		@Override
		public boolean isShutdown() {
			return this.shutdowns.get() > 0;
		}

		@Override
		public boolean isTerminated() {
			return isShutdown();
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return isShutdown();
		}

		@Override
		public void execute(Runnable task) {
			task.run();
		}

	}

	/**
	 * Wants to be started and stopped with the application.
	 */
	static class LifecycleExecutor implements AsyncTaskExecutor, SmartLifecycle {

		private volatile boolean running;

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DestroyedExecutor {

		@Bean
		ExecutorService destroyed(CountingExecutor executor) {
			return executor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredExecutors {

		@Bean
		ExecutorService byInterface() {
			return Executors.newFixedThreadPool(1);
		}

		@Bean
		Executor byBaseInterface() {
			return Executors.newScheduledThreadPool(1);
		}

		@Bean
		ThreadPoolExecutor byClass() {
			return (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
		}

		@Bean
		ForkJoinPool forkJoin() {
			return new ForkJoinPool(1);
		}

		@Bean
		ScheduledExecutorFactoryBean byFactoryBean() {
			return new ScheduledExecutorFactoryBean();
		}

	}

}
