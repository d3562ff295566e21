package dev.tracing.instrument.annotation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * Ends the span of a call with the future that it returned. The caller gets the very
 * future of the method, whatever its type.
 */
final class FutureOutcome {

	private FutureOutcome() {
	}

	/**
	 * End a span when a future is done.
	 * @param future a future or completion stage
	 * @param spans ends the span
	 * @param method the method that returned the future
	 * @param span the span
	 * @return {@code false} if the future does not tell when it is done, and so somebody
	 * else must end the span
	 */
	static boolean follow(Object future, TracedSpans spans, TracedMethod method, Span span) {
		try {
			if (future instanceof CompletionStage<?> stage) {
				stage.whenComplete((value, failure) -> end(spans, method, span, value, failure));
				return true;
			}
			if (future instanceof Future<?> plain && plain.isDone()) {
				endWithOutcome(plain, spans, method, span);
				return true;
			}
		}
		catch (RuntimeException ex) {
			// Both are interfaces, and some implementations refuse to be composed.
			spans.cannotFollow(method, ex);
		}
		return false;
	}

	private static void endWithOutcome(Future<?> done, TracedSpans spans, TracedMethod method, Span span) {
		try {
			end(spans, method, span, done.get(), null);
		}
		catch (ExecutionException | CancellationException ex) {
			end(spans, method, span, null, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			spans.end(span, method, null);
		}
	}

	private static void end(TracedSpans spans, TracedMethod method, Span span, @Nullable Object value,
			@Nullable Throwable failure) {
		Throwable cause = failure;
		if (failure instanceof CompletionException || failure instanceof ExecutionException) {
			cause = (failure.getCause() != null) ? failure.getCause() : failure;
		}
		if (cause == null || cause instanceof CancellationException) {
			spans.end(span, method, value);
		}
		else {
			spans.fail(span, cause);
		}
	}

}
