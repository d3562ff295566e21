package dev.tracing.instrument.sqs.v2;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import dev.tracing.instrument.Deferred;
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
import software.amazon.awssdk.services.sqs.model.SqsRequest;

/**
 * Traces messages where they are handed to a batch manager: what sends them later, all
 * together, knows nothing of whoever wanted that.
 */
final class TracingBatchManager implements SqsAsyncBatchManager {

	private static final String SDK = "software.amazon.awssdk.";

	private final SqsAsyncBatchManager manager;

	private final Deferred<Operations> operations;

	TracingBatchManager(SqsAsyncBatchManager manager, Deferred<Operations> operations) {
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
	static TracingBatchManager of(SqsAsyncClient client, Deferred<Operations> operations) {
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

	private static SqsAsyncClient asking(SqsAsyncClient client, Deferred<Operations> operations) {
		return (SqsAsyncClient) Proxy.newProxyInstance(SqsAsyncClient.class.getClassLoader(),
				new Class<?>[] { SqsAsyncClient.class }, (proxy, method, arguments) -> {
					if (arguments != null && arguments[0] instanceof ReceiveMessageRequest request) {
						Operations traced = operations.get();
						arguments[0] = (traced != null) ? traced.ask(request) : request;
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
		return trace(request, this.manager::sendMessage);
	}

	@Override
	public CompletableFuture<DeleteMessageResponse> deleteMessage(DeleteMessageRequest request) {
		return trace(request, this.manager::deleteMessage);
	}

	@SuppressWarnings("unchecked")
	private <R extends SqsRequest, T> CompletableFuture<T> trace(R request, Function<R, CompletableFuture<T>> call) {
		Operations traced = this.operations.get();
		Operation operation = (traced != null) ? traced.start(request, false) : null;
		if (traced == null || operation == null) {
			return ContextFuture.of(call.apply(request));
		}
		try (Scope ignored = Operations.makeCurrent(operation)) {
			// What is sent instead of a request is a copy of it.
			return ContextFuture.of(call.apply((R) operation.request()),
					(response, failure) -> traced.end(operation, response, failure));
		}
		catch (Throwable ex) {
			traced.end(operation, null, ex);
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
