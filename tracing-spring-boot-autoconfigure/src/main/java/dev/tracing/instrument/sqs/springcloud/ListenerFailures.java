package dev.tracing.instrument.sqs.springcloud;

import java.util.concurrent.CompletionException;

import io.awspring.cloud.sqs.listener.AsyncAdapterBlockingExecutionFailedException;
import io.awspring.cloud.sqs.listener.InterceptorExecutionFailedException;
import io.awspring.cloud.sqs.listener.ListenerExecutionFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the application threw in what the library makes of it.
 */
final class ListenerFailures {

	private ListenerFailures() {
	}

	static @Nullable Throwable causeOf(@Nullable Throwable failure) {
		Throwable cause = failure;
		while (cause != null && cause.getCause() != null && isWrapper(cause)) {
			cause = cause.getCause();
		}
		return cause;
	}

	private static boolean isWrapper(Throwable failure) {
		return failure instanceof CompletionException || failure instanceof ListenerExecutionFailedException
				|| failure instanceof InterceptorExecutionFailedException
				|| failure instanceof AsyncAdapterBlockingExecutionFailedException;
	}

}
