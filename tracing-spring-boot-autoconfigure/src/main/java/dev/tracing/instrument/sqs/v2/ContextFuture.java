package dev.tracing.instrument.sqs.v2;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A future whose continuations run in the context of whoever added them, on whatever
 * thread that is. Who keeps such a future and shares it, as a template does that looks up
 * a queue once, so goes on in each caller's own trace. Cancelling it cancels the call
 * behind it.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <T> type of the result
 */
public final class ContextFuture<T> extends CombinedContextFuture<T> {

	/**
	 * Return a future that ends as another one does.
	 * @param <T> type of the result
	 * @param source the other one
	 * @return the future, the same if its continuations do so already
	 */
	public static <T> CompletableFuture<T> of(CompletableFuture<T> source) {
		return (source instanceof ContextFuture) ? source : of(source, (value, failure) -> {
		});
	}

	/**
	 * Return a future that ends as another one does.
	 * @param <T> type of the result
	 * @param source the other one
	 * @param atEnd what to do before anything that waits for the future
	 * @return the future
	 */
	public static <T> CompletableFuture<T> of(CompletableFuture<T> source,
			BiConsumer<@Nullable Object, @Nullable Throwable> atEnd) {
		ContextFuture<T> future = new ContextFuture<>();
		CompletionStage<T> call = source;
		call.whenComplete((value, failure) -> {
			try {
				atEnd.accept(value, failure);
			}
			finally {
				future.end(value, failure);
			}
		});
		// Who ends it otherwise, by a timeout or a cancellation, ends the call.
		CompletionStage<T> result = future;
		result.whenComplete((value, failure) -> {
			if (failure != null) {
				source.completeExceptionally(failure);
			}
		});
		return future;
	}

	private void end(T value, @Nullable Throwable failure) {
		if (failure != null) {
			completeExceptionally(failure);
		}
		else {
			complete(value);
		}
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new ContextFuture<>();
	}

	@Override
	public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
		return super.thenApply(Continuation.ofFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> function) {
		return super.thenApplyAsync(Continuation.ofFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> function, Executor executor) {
		return super.thenApplyAsync(Continuation.ofFunction(function), executor);
	}

	@Override
	public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
		return super.thenAccept(Continuation.ofConsumer(action));
	}

	@Override
	public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
		return super.thenAcceptAsync(Continuation.ofConsumer(action));
	}

	@Override
	public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
		return super.thenAcceptAsync(Continuation.ofConsumer(action), executor);
	}

	@Override
	public CompletableFuture<Void> thenRun(Runnable action) {
		return super.thenRun(Continuation.ofRunnable(action));
	}

	@Override
	public CompletableFuture<Void> thenRunAsync(Runnable action) {
		return super.thenRunAsync(Continuation.ofRunnable(action));
	}

	@Override
	public CompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
		return super.thenRunAsync(Continuation.ofRunnable(action), executor);
	}

	@Override
	public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> function) {
		return super.thenCompose(Continuation.ofFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> function) {
		return super.thenComposeAsync(Continuation.ofFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> function,
			Executor executor) {
		return super.thenComposeAsync(Continuation.ofFunction(function), executor);
	}

	@Override
	public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
		return super.whenComplete(Continuation.ofBiConsumer(action));
	}

	@Override
	public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
		return super.whenCompleteAsync(Continuation.ofBiConsumer(action));
	}

	@Override
	public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
		return super.whenCompleteAsync(Continuation.ofBiConsumer(action), executor);
	}

	@Override
	public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
		return super.handle(Continuation.ofBiFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> function) {
		return super.handleAsync(Continuation.ofBiFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> function,
			Executor executor) {
		return super.handleAsync(Continuation.ofBiFunction(function), executor);
	}

	@Override
	public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
		return super.exceptionally(Continuation.ofFunction(function));
	}

	@Override
	public CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> function) {
		return super.exceptionallyAsync(Continuation.ofFunction(function));
	}

	@Override
	public CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> function, Executor executor) {
		return super.exceptionallyAsync(Continuation.ofFunction(function), executor);
	}

	@Override
	public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> function) {
		return super.exceptionallyCompose(Continuation.ofFunction(function));
	}

	@Override
	public CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> function) {
		return super.exceptionallyComposeAsync(Continuation.ofFunction(function));
	}

	@Override
	public CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> function,
			Executor executor) {
		return super.exceptionallyComposeAsync(Continuation.ofFunction(function), executor);
	}

}
