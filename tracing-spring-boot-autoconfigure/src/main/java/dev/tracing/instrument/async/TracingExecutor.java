package dev.tracing.instrument.async;

import java.util.concurrent.Executor;

/**
 * Lets tasks of an executor run in the context in which they are submitted.
 */
final class TracingExecutor implements Executor {

	private final Executor delegate;

	TracingExecutor(Executor delegate) {
		this.delegate = delegate;
	}

	@Override
	public void execute(Runnable task) {
		this.delegate.execute(ContextTasks.bind(task));
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
