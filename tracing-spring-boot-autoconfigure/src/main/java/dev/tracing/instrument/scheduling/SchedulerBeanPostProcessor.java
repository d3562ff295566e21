package dev.tracing.instrument.scheduling;

import java.lang.reflect.Field;

import dev.tracing.logging.TracingFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.ReflectionUtils;

/**
 * Puts frames around the runs of Spring's schedulers. A scheduler's task decorator is
 * called outside of all it does for a run; one that the application set stays and comes
 * within.
 */
final class SchedulerBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<RunFrames> frames;

	private final ObjectProvider<TracingFaults> faults;

	SchedulerBeanPostProcessor(ObjectProvider<RunFrames> frames, ObjectProvider<TracingFaults> faults) {
		this.frames = frames;
		this.faults = faults;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolTaskScheduler scheduler && !AopUtils.isAopProxy(bean)
				&& !removesCancelledTasks(scheduler)) {
			TaskDecorator decorator = decorator(ThreadPoolTaskScheduler.class, scheduler);
			if (decorator != null) {
				scheduler.setTaskDecorator(decorator);
			}
		}
		else if (bean instanceof SimpleAsyncTaskScheduler scheduler && !AopUtils.isAopProxy(bean)) {
			TaskDecorator decorator = decorator(SimpleAsyncTaskExecutor.class, scheduler);
			if (decorator != null) {
				scheduler.setTaskDecorator(decorator);
			}
		}
		return bean;
	}

	/**
	 * A scheduler with a decorator cannot find cancelled tasks in its queue. One that is
	 * to remove them goes without frames.
	 */
	@SuppressWarnings("deprecation")
	private static boolean removesCancelledTasks(ThreadPoolTaskScheduler scheduler) {
		return scheduler.isRemoveOnCancelPolicy();
	}

	/**
	 * Returns the decorator to set, or {@code null} to leave the scheduler as it is.
	 */
	private @Nullable TaskDecorator decorator(Class<?> owner, Object scheduler) {
		try {
			TaskDecorator existing = existing(owner, scheduler);
			return (existing instanceof FramingDecorator) ? null
					: new FramingDecorator(this.frames.getObject(), existing);
		}
		catch (RuntimeException ex) {
			this.faults.getObject().report("reading the task decorator of a scheduler", ex);
			return null;
		}
	}

	/**
	 * Spring has setters for decorators and no getters.
	 */
	private static @Nullable TaskDecorator existing(Class<?> owner, Object scheduler) {
		Field field = ReflectionUtils.findField(owner, "taskDecorator", TaskDecorator.class);
		if (field == null) {
			throw new IllegalStateException("There is no field taskDecorator in " + owner);
		}
		ReflectionUtils.makeAccessible(field);
		return (TaskDecorator) ReflectionUtils.getField(field, scheduler);
	}

	/**
	 * Puts a frame around what another decorator made of a task.
	 *
	 * @param frames the frames
	 * @param existing the other decorator
	 */
	private record FramingDecorator(RunFrames frames, @Nullable TaskDecorator existing) implements TaskDecorator {

		@Override
		public Runnable decorate(Runnable task) {
			return this.frames.around((this.existing != null) ? this.existing.decorate(task) : task);
		}

	}

}
