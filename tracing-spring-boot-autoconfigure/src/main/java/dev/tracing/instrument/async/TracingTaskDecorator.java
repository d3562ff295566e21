package dev.tracing.instrument.async;

import java.util.concurrent.RunnableScheduledFuture;
import java.util.stream.Stream;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Binds tasks of Spring's executors to the context in which they are submitted. What the
 * application's own decorator puts around a task runs in that context too.
 */
final class TracingTaskDecorator implements TaskDecorator {

	private static final StackWalker STACK = StackWalker.getInstance();

	private static final String TRIGGERED_TASK = "org.springframework.scheduling.concurrent.ReschedulingRunnable";

	private static final int FRAMES = 12;

	private final @Nullable TaskDecorator next;

	TracingTaskDecorator(@Nullable TaskDecorator next) {
		this.next = next;
	}

	@Override
	public Runnable decorate(Runnable task) {
		Runnable decorated = (this.next != null) ? this.next.decorate(task) : task;
		Context context = Context.current();
		if (context == Context.root()) {
			return decorated;
		}
		boolean carrier = (task instanceof RunnableScheduledFuture<?> future) ? isOnce(future)
				: ContextTasks.isCarrier(task) && ContextTasks.isCarrier(decorated);
		return (carrier) ? ContextTasks.bind(context, decorated) : decorated;
	}

	/**
	 * A repeated task does not belong to the trace of whoever started it. Spring makes a
	 * chain of single tasks out of one with a trigger, each of which schedules the next
	 * while it runs. That such a task is what is being scheduled now, only the stack
	 * knows.
	 */
	private static boolean isOnce(RunnableScheduledFuture<?> future) {
		return !future.isPeriodic() && !STACK.walk(TracingTaskDecorator::isScheduledByTrigger);
	}

	private static boolean isScheduledByTrigger(Stream<StackWalker.StackFrame> frames) {
		return frames.limit(FRAMES)
			.anyMatch(
					(frame) -> frame.getMethodName().equals("schedule") && frame.getClassName().equals(TRIGGERED_TASK));
	}

}
