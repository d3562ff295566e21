package dev.tracing.instrument.async;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets tasks of a scheduler run in the context in which they are submitted. Repeated ones
 * do not belong to the trace of whoever started them.
 */
final class TracingScheduledExecutorService extends TracingExecutorService implements ScheduledExecutorService {

	private final ScheduledExecutorService delegate;

	TracingScheduledExecutorService(ScheduledExecutorService delegate) {
		super(delegate);
		this.delegate = delegate;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
		return this.delegate.schedule(ContextTasks.bind(task), delay, unit);
	}

	@Override
	public <T> ScheduledFuture<T> schedule(Callable<T> task, long delay, TimeUnit unit) {
		return this.delegate.schedule(ContextTasks.bind(task), delay, unit);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
		return this.delegate.scheduleAtFixedRate(task, initialDelay, period, unit);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
		return this.delegate.scheduleWithFixedDelay(task, initialDelay, delay, unit);
	}

}
