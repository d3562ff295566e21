package dev.tracing.instrument.async;

import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Puts a decorator into Spring's executors, around the one they have. That one can be
 * read from a field only. Where it cannot be read, the executor is left alone, so that no
 * decorator is ever lost.
 */
final class SpringExecutors {

	private static final String DECORATOR = "taskDecorator";

	private static final Log logger = LogFactory.getLog(SpringExecutors.class);

	/**
	 * Let tasks of an executor carry the context, if it is one of Spring's.
	 * @param executor the executor, initialized
	 * @param name its name
	 * @return {@code true} if it is one of Spring's
	 */
	boolean instrument(Executor executor, String name) {
		try {
			String obstacle = obstacle(executor);
			if (obstacle == null) {
				return instrument(executor);
			}
			logger.debug("Tasks of executor '" + name + "' carry no trace context: " + obstacle);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Tasks of executor '" + name + "' carry no trace context: its decorator is out of reach", ex);
		}
		return true;
	}

	private static @Nullable String obstacle(Executor executor) throws ReflectiveOperationException {
		if (ordersTasks(poolOf(executor))) {
			return "its queue compares tasks with each other";
		}
		// The JDK does not find a decorated task in its queue when it is cancelled.
		if (executor instanceof ThreadPoolTaskScheduler scheduler
				&& read(scheduler, ThreadPoolTaskScheduler.class, DECORATOR) == null
				&& scheduler.getScheduledExecutor() instanceof ScheduledThreadPoolExecutor pool
				&& pool.getRemoveOnCancelPolicy()) {
			return "it removes cancelled tasks from its queue";
		}
		if (executor instanceof ConcurrentTaskScheduler scheduler && Boolean.TRUE
			.equals(read(scheduler, ConcurrentTaskScheduler.class, "enterpriseConcurrentScheduler"))) {
			return "it belongs to an application server";
		}
		return null;
	}

	private static @Nullable Object poolOf(Executor executor) throws ReflectiveOperationException {
		if (executor instanceof ThreadPoolTaskExecutor pool) {
			return pool.getThreadPoolExecutor();
		}
		if (executor instanceof ConcurrentTaskExecutor concurrent) {
			return concurrent.getConcurrentExecutor();
		}
		return (executor instanceof TaskExecutorAdapter adapter)
				? read(adapter, TaskExecutorAdapter.class, "concurrentExecutor") : null;
	}

	private static boolean instrument(Executor executor) throws ReflectiveOperationException {
		if (executor instanceof ThreadPoolTaskExecutor pool) {
			compose(pool, ThreadPoolTaskExecutor.class, pool::setTaskDecorator);
		}
		else if (executor instanceof ThreadPoolTaskScheduler scheduler) {
			compose(scheduler, ThreadPoolTaskScheduler.class, scheduler::setTaskDecorator);
		}
		else if (executor instanceof SimpleAsyncTaskExecutor simple) {
			compose(simple, SimpleAsyncTaskExecutor.class, simple::setTaskDecorator);
		}
		else if (executor instanceof ConcurrentTaskScheduler scheduler) {
			instrument(scheduler);
		}
		else if (executor instanceof ConcurrentTaskExecutor concurrent) {
			compose(concurrent, ConcurrentTaskExecutor.class, concurrent::setTaskDecorator);
		}
		else if (executor instanceof TaskExecutorAdapter adapter) {
			compose(adapter, TaskExecutorAdapter.class, adapter::setTaskDecorator);
		}
		else {
			return false;
		}
		return true;
	}

	/**
	 * This scheduler does not tell its decorator whether a task repeats. The executor it
	 * schedules with is told.
	 */
	private static void instrument(ConcurrentTaskScheduler scheduler) throws ReflectiveOperationException {
		if (read(scheduler, ConcurrentTaskExecutor.class, "adaptedExecutor") instanceof TaskExecutorAdapter adapter) {
			compose(adapter, TaskExecutorAdapter.class, adapter::setTaskDecorator);
		}
		if (read(scheduler, ConcurrentTaskScheduler.class,
				"scheduledExecutor") instanceof ScheduledExecutorService service
				&& !(service instanceof TracingExecutorService)) {
			scheduler.setScheduledExecutor(new TracingScheduledExecutorService(service));
		}
	}

	private static void compose(Executor executor, Class<?> type, Consumer<TaskDecorator> setter)
			throws ReflectiveOperationException {
		TaskDecorator decorator = (TaskDecorator) read(executor, type, DECORATOR);
		if (!(decorator instanceof TracingTaskDecorator)) {
			setter.accept(new TracingTaskDecorator(decorator));
		}
	}

	private static @Nullable Object read(Executor executor, Class<?> type, String name)
			throws ReflectiveOperationException {
		Field field = type.getDeclaredField(name);
		field.setAccessible(true);
		return field.get(executor);
	}

	/**
	 * Whether an executor compares tasks with each other, which only works among tasks of
	 * the application's types.
	 * @param executor the executor
	 * @return {@code true} if it does
	 */
	static boolean ordersTasks(@Nullable Object executor) {
		return executor instanceof ThreadPoolExecutor pool && pool.getQueue() instanceof PriorityBlockingQueue;
	}

}
