package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.awspring.cloud.sqs.listener.AsyncMessageListener;

import org.springframework.messaging.Message;

/**
 * A listener that works in the context of its message. What it throws is on the span,
 * even if an error handler makes a success of it.
 *
 * @param <T> type of the payloads
 */
final class ContextListener<T> extends ContextComponent<T> implements AsyncMessageListener<T> {

	private final AsyncMessageListener<T> listener;

	ContextListener(AsyncMessageListener<T> listener, MessagesInProcess<T> inProcess) {
		super(listener, inProcess);
		this.listener = listener;
	}

	@Override
	public CompletableFuture<Void> onMessage(Message<T> message) {
		return call(message, () -> this.listener.onMessage(message));
	}

	@Override
	public CompletableFuture<Void> onMessage(Collection<Message<T>> messages) {
		return call(MessagesInProcess.firstOf(messages), () -> this.listener.onMessage(messages));
	}

}
