package dev.tracing.instrument.async;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;

import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Lets tasks of an executor that implements Spring's interface run in the context in
 * which they are submitted.
 */
final class TracingTaskExecutor implements AsyncTaskExecutor {

	private final AsyncTaskExecutor delegate;

	TracingTaskExecutor(AsyncTaskExecutor delegate) {
		this.delegate = delegate;
	}

	@Override
	public void execute(Runnable task) {
		this.delegate.execute(ContextTasks.bind(task));
	}

	@Override
	public Future<?> submit(Runnable task) {
		return this.delegate.submit(ContextTasks.bind(task));
	}

	@Override
	public <T> Future<T> submit(Callable<T> task) {
		return this.delegate.submit(ContextTasks.bind(task));
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
