package dev.tracing.instrument.async;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.springframework.util.ReflectionUtils;

/**
 * Lets tasks of an executor service run in the context in which they are submitted.
 */
class TracingExecutorService implements ExecutorService {

	private final ExecutorService delegate;

	TracingExecutorService(ExecutorService delegate) {
		this.delegate = delegate;
	}

	@Override
	public final void execute(Runnable task) {
		this.delegate.execute(ContextTasks.bind(task));
	}

	@Override
	public final Future<?> submit(Runnable task) {
		return this.delegate.submit(ContextTasks.bind(task));
	}

	@Override
	public final <T> Future<T> submit(Runnable task, T result) {
		return this.delegate.submit(ContextTasks.bind(task), result);
	}

	@Override
	public final <T> Future<T> submit(Callable<T> task) {
		return this.delegate.submit(ContextTasks.bind(task));
	}

	@Override
	public final <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
		return this.delegate.invokeAll(bind(tasks));
	}

	@Override
	public final <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
			throws InterruptedException {
		return this.delegate.invokeAll(bind(tasks), timeout, unit);
	}

	@Override
	public final <T> T invokeAny(Collection<? extends Callable<T>> tasks)
			throws InterruptedException, ExecutionException {
		return this.delegate.invokeAny(bind(tasks));
	}

	@Override
	public final <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
			throws InterruptedException, ExecutionException, TimeoutException {
		return this.delegate.invokeAny(bind(tasks), timeout, unit);
	}

	private static <T> Collection<Callable<T>> bind(Collection<? extends Callable<T>> tasks) {
		List<Callable<T>> bound = new ArrayList<>(tasks.size());
		for (Callable<T> task : tasks) {
			bound.add(ContextTasks.bind(task));
		}
		return bound;
	}

	@Override
	public final void shutdown() {
		this.delegate.shutdown();
	}

	@Override
	public final List<Runnable> shutdownNow() {
		List<Runnable> tasks = new ArrayList<>(this.delegate.shutdownNow());
		tasks.replaceAll(ContextTasks::unbind);
		return tasks;
	}

	@Override
	public final boolean isShutdown() {
		return this.delegate.isShutdown();
	}

	@Override
	public final boolean isTerminated() {
		return this.delegate.isTerminated();
	}

	@Override
	public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		return this.delegate.awaitTermination(timeout, unit);
	}

	/**
	 * Close the executor in its own way. From Java 19 on the interface has this method,
	 * whose default would wait for ever for a common pool, which closes at once.
	 */
	public final void close() {
		if (!(this.delegate instanceof AutoCloseable closeable)) {
			this.delegate.shutdown();
			return;
		}
		try {
			closeable.close();
		}
		catch (Exception ex) {
			ReflectionUtils.rethrowRuntimeException(ex);
		}
	}

	@Override
	public final String toString() {
		return this.delegate.toString();
	}

}
