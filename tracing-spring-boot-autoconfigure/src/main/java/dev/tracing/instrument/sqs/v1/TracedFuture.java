package dev.tracing.instrument.sqs.v1;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a call whose handler is never told, as that of one that is cancelled, or is told
 * late.
 *
 * @param <T> type of the answer
 */
final class TracedFuture<T> implements Future<T> {

	private final Future<T> delegate;

	private final TracedCall call;

	TracedFuture(Future<T> delegate, TracedCall call) {
		this.delegate = delegate;
		this.call = call;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = this.delegate.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.call.fail(new CancellationException());
		}
		return cancelled;
	}

	@Override
	public boolean isCancelled() {
		return this.delegate.isCancelled();
	}

	@Override
	public boolean isDone() {
		return this.delegate.isDone();
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		try {
			return ended(this.delegate.get());
		}
		catch (ExecutionException ex) {
			throw failed(ex);
		}
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		try {
			return ended(this.delegate.get(timeout, unit));
		}
		catch (ExecutionException ex) {
			throw failed(ex);
		}
	}

	private T ended(T result) {
		this.call.end(result);
		return result;
	}

	private ExecutionException failed(ExecutionException exception) {
		this.call.fail((exception.getCause() != null) ? exception.getCause() : exception);
		return exception;
	}

}
