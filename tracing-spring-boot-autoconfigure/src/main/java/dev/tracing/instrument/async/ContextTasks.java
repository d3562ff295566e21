package dev.tracing.instrument.async;

import java.util.concurrent.Callable;

import io.opentelemetry.context.Context;

import org.springframework.scheduling.SchedulingAwareRunnable;

/**
 * Binds tasks to the context in which they are submitted.
 */
final class ContextTasks {

	private ContextTasks() {
	}

	/**
	 * Bind a task to the current context.
	 * @param task the task
	 * @return the task to run in its place, or itself if there is nothing to carry or if
	 * it is to be left alone
	 */
	static Runnable bind(Runnable task) {
		Context context = Context.current();
		return (context != Context.root() && isCarrier(task)) ? bind(context, task) : task;
	}

	/**
	 * Bind a task to the current context.
	 * @param task the task
	 * @param <T> the type of its result
	 * @return the task to run in its place, or itself if there is nothing to carry
	 */
	static <T> Callable<T> bind(Callable<T> task) {
		Context context = Context.current();
		return (context != Context.root()) ? new ContextCallable<>(context, task) : task;
	}

	/**
	 * Bind a task to a context.
	 * @param context the context
	 * @param task the task
	 * @return the task to run in its place, or itself if it is bound already
	 */
	static Runnable bind(Context context, Runnable task) {
		return (task instanceof ContextRunnable) ? task : new ContextRunnable(context, task);
	}

	/**
	 * Return what the application submitted.
	 * @param task a task that may be bound to a context
	 * @return the task without the context
	 */
	static Runnable unbind(Runnable task) {
		return (task instanceof ContextRunnable bound) ? bound.task() : task;
	}

	/**
	 * Whether a task may be bound. What consumes messages for good would stay in the
	 * trace of whoever started it. Comparable tasks may meet in a queue that compares
	 * them with each other. Among them are those that Spring schedules by a trigger, of
	 * which each run schedules the next.
	 * @param task the task
	 * @return {@code true} if it may
	 */
	static boolean isCarrier(Runnable task) {
		return !(task instanceof SchedulingAwareRunnable aware && aware.isLongLived() || task instanceof Comparable<?>);
	}

}
