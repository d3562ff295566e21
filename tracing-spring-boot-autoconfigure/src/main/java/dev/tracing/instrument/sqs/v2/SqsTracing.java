package dev.tracing.instrument.sqs.v2;

import java.util.List;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.sqs.MessageHandler;
import dev.tracing.instrument.sqs.ProcessSpans;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Traces messages that an application receives by itself, and clients of the AWS SDK for
 * Java 2 that are no beans. A bean to inject:
 *
 * <pre class="code">
 * for (Message message : client.receiveMessage(request).messages()) {
 *     sqsTracing.process(queueUrl, message, (order) -&gt; warehouse.pick(order.body()));
 * }
 * </pre>
 *
 * <p>
 * The messages have to be received with a client that is traced, for SQS delivers trace
 * context to those only who ask for it. Thread-safe.
 */
public final class SqsTracing {

	private final Deferred<Operations> operations;

	private final ProcessSpans spans;

	SqsTracing(Deferred<Operations> operations, ProcessSpans spans) {
		this.operations = operations;
		this.spans = spans;
	}

	/**
	 * Process a message in a CONSUMER span of its own, which continues the trace of
	 * whoever sent the message and is current while the handler runs.
	 * @param <X> type of the handler's exceptions
	 * @param queue URL, ARN or name of the queue, which no message tells
	 * @param message the message
	 * @param handler processes the message
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <X extends Exception> void process(String queue, Message message, MessageHandler<Message, X> handler)
			throws X {
		this.spans.start(queue, message, SdkMessageReader.INSTANCE).run(message, handler);
	}

	/**
	 * Process a message of a queue that is not known. The span does not name the queue,
	 * and the message is traced even if its queue is excluded.
	 * @param <X> type of the handler's exceptions
	 * @param message the message
	 * @param handler processes the message
	 * @throws X what the handler throws, which makes the span an error
	 * @see #process(String, Message, MessageHandler)
	 */
	public <X extends Exception> void process(Message message, MessageHandler<Message, X> handler) throws X {
		this.spans.start(null, message, SdkMessageReader.INSTANCE).run(message, handler);
	}

	/**
	 * Process a batch in one CONSUMER span, which has a link to whoever sent each message
	 * and is current while the handler runs. A batch of one message continues its trace.
	 * @param <X> type of the handler's exceptions
	 * @param queue URL, ARN or name of the queue
	 * @param messages the batch; nothing is traced if it is empty
	 * @param handler processes the batch
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <X extends Exception> void processBatch(String queue, List<Message> messages,
			MessageHandler<List<Message>, X> handler) throws X {
		if (messages.isEmpty()) {
			handler.handle(messages);
			return;
		}
		this.spans.startBatch(queue, messages, SdkMessageReader.INSTANCE).run(messages, handler);
	}

	/**
	 * Trace what a client sends, and have it ask for the trace context of what it
	 * receives.
	 * @param client the client
	 * @return a client that traces, the same if it does already
	 */
	public SqsClient trace(SqsClient client) {
		return (TracingClient.isTraced(client)) ? client
				: TracingClient.around(client, new Class<?>[] { SqsClient.class }, this.operations);
	}

	/**
	 * Trace what a client sends, and have it ask for the trace context of what it
	 * receives. What follows on its futures runs in the context of whoever added it.
	 * @param client the client
	 * @return a client that traces, the same if it does already
	 */
	public SqsAsyncClient trace(SqsAsyncClient client) {
		return (TracingClient.isTraced(client)) ? client
				: TracingClient.around(client, new Class<?>[] { SqsAsyncClient.class }, this.operations);
	}

	/**
	 * Trace what is handed to a batch manager that was not asked of a traced client. To
	 * have trace context in what it receives, build it with a traced client.
	 * @param manager the batch manager
	 * @return a batch manager that traces, the same if it does already
	 */
	public SqsAsyncBatchManager trace(SqsAsyncBatchManager manager) {
		return (manager instanceof TracingBatchManager) ? manager : new TracingBatchManager(manager, this.operations);
	}

}
