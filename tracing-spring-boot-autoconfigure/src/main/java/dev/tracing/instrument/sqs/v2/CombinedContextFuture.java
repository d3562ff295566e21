package dev.tracing.instrument.sqs.v2;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The half of {@link ContextFuture} that goes on after two stages, or either of two.
 *
 * @param <T> type of the result
 */
abstract class CombinedContextFuture<T> extends CompletableFuture<T> {

	@Override
	public <U, V> CompletableFuture<V> thenCombine(CompletionStage<? extends U> other,
			BiFunction<? super T, ? super U, ? extends V> function) {
		return super.thenCombine(other, Continuation.ofBiFunction(function));
	}

	@Override
	public <U, V> CompletableFuture<V> thenCombineAsync(CompletionStage<? extends U> other,
			BiFunction<? super T, ? super U, ? extends V> function) {
		return super.thenCombineAsync(other, Continuation.ofBiFunction(function));
	}

	@Override
	public <U, V> CompletableFuture<V> thenCombineAsync(CompletionStage<? extends U> other,
			BiFunction<? super T, ? super U, ? extends V> function, Executor executor) {
		return super.thenCombineAsync(other, Continuation.ofBiFunction(function), executor);
	}

	@Override
	public <U> CompletableFuture<Void> thenAcceptBoth(CompletionStage<? extends U> other,
			BiConsumer<? super T, ? super U> action) {
		return super.thenAcceptBoth(other, Continuation.ofBiConsumer(action));
	}

	@Override
	public <U> CompletableFuture<Void> thenAcceptBothAsync(CompletionStage<? extends U> other,
			BiConsumer<? super T, ? super U> action) {
		return super.thenAcceptBothAsync(other, Continuation.ofBiConsumer(action));
	}

	@Override
	public <U> CompletableFuture<Void> thenAcceptBothAsync(CompletionStage<? extends U> other,
			BiConsumer<? super T, ? super U> action, Executor executor) {
		return super.thenAcceptBothAsync(other, Continuation.ofBiConsumer(action), executor);
	}

	@Override
	public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
		return super.runAfterBoth(other, Continuation.ofRunnable(action));
	}

	@Override
	public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
		return super.runAfterBothAsync(other, Continuation.ofRunnable(action));
	}

	@Override
	public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
		return super.runAfterBothAsync(other, Continuation.ofRunnable(action), executor);
	}

	@Override
	public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> function) {
		return super.applyToEither(other, Continuation.ofFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> applyToEitherAsync(CompletionStage<? extends T> other,
			Function<? super T, U> function) {
		return super.applyToEitherAsync(other, Continuation.ofFunction(function));
	}

	@Override
	public <U> CompletableFuture<U> applyToEitherAsync(CompletionStage<? extends T> other,
			Function<? super T, U> function, Executor executor) {
		return super.applyToEitherAsync(other, Continuation.ofFunction(function), executor);
	}

	@Override
	public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
		return super.acceptEither(other, Continuation.ofConsumer(action));
	}

	@Override
	public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
		return super.acceptEitherAsync(other, Continuation.ofConsumer(action));
	}

	@Override
	public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action,
			Executor executor) {
		return super.acceptEitherAsync(other, Continuation.ofConsumer(action), executor);
	}

	@Override
	public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
		return super.runAfterEither(other, Continuation.ofRunnable(action));
	}

	@Override
	public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
		return super.runAfterEitherAsync(other, Continuation.ofRunnable(action));
	}

	@Override
	public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
		return super.runAfterEitherAsync(other, Continuation.ofRunnable(action), executor);
	}

}
