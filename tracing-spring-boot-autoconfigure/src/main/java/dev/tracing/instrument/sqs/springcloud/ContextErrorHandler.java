package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.awspring.cloud.sqs.listener.errorhandler.AsyncErrorHandler;

import org.springframework.messaging.Message;

/**
 * An error handler that works in the context of its message, so that what it sends stays
 * in the trace.
 *
 * @param <T> type of the payloads
 */
final class ContextErrorHandler<T> extends ContextComponent<T> implements AsyncErrorHandler<T> {

	private final AsyncErrorHandler<T> errorHandler;

	ContextErrorHandler(AsyncErrorHandler<T> errorHandler, MessagesInProcess<T> inProcess) {
		super(errorHandler, inProcess);
		this.errorHandler = errorHandler;
	}

	@Override
	public CompletableFuture<Void> handle(Message<T> message, Throwable failure) {
		return call(message, () -> this.errorHandler.handle(message, failure));
	}

	@Override
	public CompletableFuture<Void> handle(Collection<Message<T>> messages, Throwable failure) {
		return call(MessagesInProcess.firstOf(messages), () -> this.errorHandler.handle(messages, failure));
	}

}
