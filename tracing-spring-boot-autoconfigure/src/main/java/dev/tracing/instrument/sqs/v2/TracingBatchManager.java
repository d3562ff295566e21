package dev.tracing.instrument.sqs.v2;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Traces messages where they are handed to a batch manager: what sends them later, all
 * together, knows nothing of whoever wanted that.
 */
final class TracingBatchManager implements SqsAsyncBatchManager {

	private static final String SDK = "software.amazon.awssdk.";

	private final SqsAsyncBatchManager manager;

	private final Operations operations;

	TracingBatchManager(SqsAsyncBatchManager manager, Operations operations) {
		this.manager = manager;
		this.operations = operations;
	}

	/**
	 * Return the batch manager of a client. It asks for trace context where it receives:
	 * a request that did so would not be served from what was received ahead.
	 * @param client the client
	 * @param operations starts what is traced
	 * @return a batch manager that traces
	 */
	static TracingBatchManager of(SqsAsyncClient client, Operations operations) {
		ScheduledExecutorService executor = executorOf(client);
		SqsAsyncBatchManager manager = (executor != null)
				? SqsAsyncBatchManager.builder().client(asking(client, operations)).scheduledExecutor(executor).build()
				: client.batchManager();
		return new TracingBatchManager(manager, operations);
	}

	/**
	 * Returns the executor that the SDK's own client gives to its batch managers.
	 */
	private static @Nullable ScheduledExecutorService executorOf(SqsAsyncClient client) {
		return (client.getClass().getName().startsWith(SDK))
				? client.serviceClientConfiguration().overrideConfiguration().scheduledExecutorService().orElse(null)
				: null;
	}

	private static SqsAsyncClient asking(SqsAsyncClient client, Operations operations) {
		return (SqsAsyncClient) Proxy.newProxyInstance(SqsAsyncClient.class.getClassLoader(),
				new Class<?>[] { SqsAsyncClient.class }, (proxy, method, arguments) -> {
					if (arguments != null && arguments[0] instanceof ReceiveMessageRequest request) {
						arguments[0] = operations.ask(request);
					}
					try {
						return method.invoke(client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	@Override
	public CompletableFuture<SendMessageResponse> sendMessage(SendMessageRequest request) {
		Operation operation = this.operations.start(request);
		if (operation == null || !(operation.request() instanceof SendMessageRequest traced)) {
			return ContextFuture.of(this.manager.sendMessage(request));
		}
		return trace(operation, () -> this.manager.sendMessage(traced));
	}

	@Override
	public CompletableFuture<DeleteMessageResponse> deleteMessage(DeleteMessageRequest request) {
		Operation operation = this.operations.start(request);
		return (operation != null) ? trace(operation, () -> this.manager.deleteMessage(request))
				: ContextFuture.of(this.manager.deleteMessage(request));
	}

	private <T> CompletableFuture<T> trace(Operation operation, Supplier<CompletableFuture<T>> call) {
		Context context = operation.context();
		try (Scope ignored = (context != null) ? context.makeCurrent() : Scope.noop()) {
			return ContextFuture.of(call.get(),
					(response, failure) -> this.operations.end(operation, response, failure));
		}
		catch (Throwable ex) {
			this.operations.end(operation, null, ex);
			throw ex;
		}
	}

	@Override
	public CompletableFuture<ChangeMessageVisibilityResponse> changeMessageVisibility(
			ChangeMessageVisibilityRequest request) {
		return ContextFuture.of(this.manager.changeMessageVisibility(request));
	}

	/**
	 * Makes no span: the messages were there before, or others wait for them, too.
	 */
	@Override
	public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
		return ContextFuture.of(this.manager.receiveMessage(request));
	}

	@Override
	public void close() {
		this.manager.close();
	}

}
