package dev.tracing.instrument.async;

import java.util.Objects;
import java.util.concurrent.Callable;

import dev.tracing.logging.CurrentContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * A task with a result that runs in the context in which it was submitted.
 *
 * @param <T> the type of the result
 */
final class ContextCallable<T> implements Callable<T> {

	private final Context context;

	private final Callable<T> task;

	ContextCallable(Context context, Callable<T> task) {
		this.context = context;
		this.task = Objects.requireNonNull(task, "task == null");
	}

	@Override
	public T call() throws Exception {
		Context before = Context.current();
		Scope scope = this.context.makeCurrent();
		try {
			return this.task.call();
		}
		finally {
			CurrentContext.leave(scope, before);
		}
	}

	@Override
	public String toString() {
		return this.task.toString();
	}

}
