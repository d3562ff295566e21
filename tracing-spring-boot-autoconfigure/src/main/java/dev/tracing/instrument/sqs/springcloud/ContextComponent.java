package dev.tracing.instrument.sqs.springcloud;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.tracing.instrument.sqs.MessageProcessing;
import dev.tracing.instrument.sqs.v2.ContextFuture;
import io.awspring.cloud.sqs.listener.TaskExecutorAware;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskExecutor;
import org.springframework.messaging.Message;

/**
 * A component of a container that works in the context of its message, on whatever thread
 * it is called and whatever thread it goes to from there; and so do those that wait for
 * it.
 *
 * @param <T> type of the payloads
 */
abstract class ContextComponent<T> implements TaskExecutorAware {

	private final Object component;

	private final MessagesInProcess<T> inProcess;

	ContextComponent(Object component, MessagesInProcess<T> inProcess) {
		this.component = component;
		this.inProcess = inProcess;
	}

	@Override
	public void setTaskExecutor(TaskExecutor taskExecutor) {
		if (this.component instanceof TaskExecutorAware aware) {
			aware.setTaskExecutor((task) -> taskExecutor.execute(Context.current().wrap(task)));
		}
	}

	/**
	 * Call the component.
	 * @param message the message, or the first of a batch
	 * @param call calls it
	 * @return what the component returned, for stages that wait for it
	 */
	CompletableFuture<Void> call(@Nullable Message<T> message, Supplier<CompletableFuture<Void>> call) {
		MessageProcessing processing = this.inProcess.find(message);
		if (processing == null) {
			return call.get();
		}
		try (Scope ignored = processing.makeCurrent()) {
			return ContextFuture.of(call.get(), (result, failure) -> {
				Throwable cause = ListenerFailures.causeOf(failure);
				if (cause != null) {
					processing.record(cause);
				}
			});
		}
	}

}
