package dev.tracing.instrument.scheduling;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import dev.tracing.logging.TracingFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.config.TaskSchedulerRouter;
import org.springframework.scheduling.support.DelegatingErrorHandlingRunnable;
import org.springframework.scheduling.support.TaskUtils;
import org.springframework.util.ErrorHandler;
import org.springframework.util.ReflectionUtils;

/**
 * Finds schedulers as Spring's own router does, and puts frames around the runs of those
 * that call no task decorator: with a fixed delay, a {@link SimpleAsyncTaskScheduler}
 * does not, and neither does a scheduler that Spring makes of an executor. There, a
 * failure is handled within the frame instead of right outside of it, in the same way.
 */
final class FramingSchedulerRouter extends TaskSchedulerRouter {

	private final RunFrames frames;

	private final TracingFaults faults;

	FramingSchedulerRouter(RunFrames frames, TracingFaults faults) {
		this.frames = frames;
		this.faults = faults;
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		TaskScheduler target = determineTargetScheduler(task);
		return target.schedule(frame(target, task), trigger);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		TaskScheduler target = determineTargetScheduler(task);
		return target.schedule(frame(target, task), startTime);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		TaskScheduler target = determineTargetScheduler(task);
		return target.scheduleAtFixedRate(frame(target, task), startTime, period);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		TaskScheduler target = determineTargetScheduler(task);
		return target.scheduleAtFixedRate(frame(target, task), period);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		TaskScheduler target = determineTargetScheduler(task);
		return target.scheduleWithFixedDelay(frameFixedDelay(target, task), startTime, delay);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		TaskScheduler target = determineTargetScheduler(task);
		return target.scheduleWithFixedDelay(frameFixedDelay(target, task), delay);
	}

	private Runnable frame(TaskScheduler target, Runnable task) {
		return (target.getClass() == ConcurrentTaskScheduler.class) ? frame(ConcurrentTaskScheduler.class, target, task)
				: task;
	}

	private Runnable frameFixedDelay(TaskScheduler target, Runnable task) {
		return (target.getClass() == SimpleAsyncTaskScheduler.class)
				? frame(SimpleAsyncTaskScheduler.class, target, task) : frame(target, task);
	}

	private Runnable frame(Class<?> type, TaskScheduler target, Runnable task) {
		try {
			ErrorHandler errorHandler = errorHandler(type, target);
			return this.frames.around(new DelegatingErrorHandlingRunnable(task,
					(errorHandler != null) ? errorHandler : TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER));
		}
		catch (RuntimeException ex) {
			this.faults.report("reading the error handler of a scheduler", ex);
			return task;
		}
	}

	/**
	 * Spring has setters for error handlers and no getters.
	 */
	private static @Nullable ErrorHandler errorHandler(Class<?> type, Object scheduler) {
		Field field = ReflectionUtils.findField(type, "errorHandler", ErrorHandler.class);
		if (field == null) {
			throw new IllegalStateException("There is no field errorHandler in " + type);
		}
		ReflectionUtils.makeAccessible(field);
		return (ErrorHandler) ReflectionUtils.getField(field, scheduler);
	}

}
