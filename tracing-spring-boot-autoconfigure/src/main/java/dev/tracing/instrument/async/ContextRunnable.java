package dev.tracing.instrument.async;

import java.util.Objects;

import dev.tracing.logging.CurrentContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * A task that runs in the context in which it was submitted.
 */
final class ContextRunnable implements Runnable {

	private final Context context;

	private final Runnable task;

	ContextRunnable(Context context, Runnable task) {
		this.context = context;
		this.task = Objects.requireNonNull(task, "task == null");
	}

	Runnable task() {
		return this.task;
	}

	@Override
	public void run() {
		Context before = Context.current();
		Scope scope = this.context.makeCurrent();
		try {
			this.task.run();
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
