package dev.tracing.instrument.sqs.v2;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import io.opentelemetry.context.Context;

/**
 * Binds what runs later to the context that is current now. Where none is, nothing is
 * bound: the thread may have one of its own.
 */
final class Continuation {

	private Continuation() {
	}

	static Runnable ofRunnable(Runnable action) {
		Context context = Context.current();
		return (context == Context.root()) ? action : context.wrap(action);
	}

	static <T, R> Function<T, R> ofFunction(Function<T, R> function) {
		Context context = Context.current();
		return (context == Context.root()) ? function : context.wrapFunction(function);
	}

	static <T, U, R> BiFunction<T, U, R> ofBiFunction(BiFunction<T, U, R> function) {
		Context context = Context.current();
		return (context == Context.root()) ? function : context.wrapFunction(function);
	}

	static <T> Consumer<T> ofConsumer(Consumer<T> action) {
		Context context = Context.current();
		return (context == Context.root()) ? action : context.wrapConsumer(action);
	}

	static <T, U> BiConsumer<T, U> ofBiConsumer(BiConsumer<T, U> action) {
		Context context = Context.current();
		return (context == Context.root()) ? action : context.wrapConsumer(action);
	}

}
