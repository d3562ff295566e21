package dev.tracing.instrument.sqs.v1;

import java.util.List;

import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import com.amazonaws.services.sqs.model.Message;
import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.sqs.MessageHandler;
import dev.tracing.instrument.sqs.ProcessSpans;
import org.jspecify.annotations.Nullable;

/**
 * Traces messages that an application receives by itself with the AWS SDK for Java 1, and
 * clients that are no beans. A bean to inject:
 *
 * <pre class="code">
 * for (Message message : sqs.receiveMessage(queueUrl).getMessages()) {
 *     amazonSqsTracing.process(queueUrl, message, (order) -&gt; warehouse.pick(order.getBody()));
 *     sqs.deleteMessage(queueUrl, message.getReceiptHandle());
 * }
 * </pre>
 *
 * <p>
 * The messages have to come from a client that is traced, which asks for the attributes
 * that carry trace context. A buffered client does not: its {@code QueueBufferConfig} has
 * to name them, or it has to be made from a client that is traced. Thread-safe.
 */
public final class AmazonSqsTracing {

	private final Deferred<TracedCalls> calls;

	private final ProcessSpans spans;

	AmazonSqsTracing(Deferred<TracedCalls> calls, ProcessSpans spans) {
		this.calls = calls;
		this.spans = spans;
	}

	/**
	 * Process a message in a CONSUMER span of its own, which continues the trace of
	 * whoever sent the message and is current while the handler runs.
	 * @param <X> type of the handler's exceptions
	 * @param queueUrl URL of the queue that the message came from
	 * @param message the message
	 * @param handler processes the message
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <X extends Exception> void process(String queueUrl, Message message, MessageHandler<Message, X> handler)
			throws X {
		processFrom(queueUrl, message, handler);
	}

	/**
	 * Process a message of which nobody knows the queue in a CONSUMER span of its own.
	 * @param <X> type of the handler's exceptions
	 * @param message the message
	 * @param handler processes the message
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <X extends Exception> void process(Message message, MessageHandler<Message, X> handler) throws X {
		processFrom(null, message, handler);
	}

	private <X extends Exception> void processFrom(@Nullable String queueUrl, Message message,
			MessageHandler<Message, X> handler) throws X {
		this.spans.start(queueUrl, message, MessageAttributes.OF_MESSAGE).run(message, handler);
	}

	/**
	 * Process a batch in one CONSUMER span, which has a link to whoever sent each message
	 * and is current while the handler runs. A batch of one message continues its trace.
	 * @param <X> type of the handler's exceptions
	 * @param queueUrl URL of the queue that the messages came from
	 * @param messages the batch; nothing is traced if it is empty
	 * @param handler processes the batch
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <X extends Exception> void processBatch(String queueUrl, List<Message> messages,
			MessageHandler<List<Message>, X> handler) throws X {
		if (messages.isEmpty()) {
			handler.handle(messages);
			return;
		}
		this.spans.startBatch(queueUrl, messages, MessageAttributes.OF_MESSAGE).run(messages, handler);
	}

	/**
	 * Trace what is asked of a client: one PRODUCER span for each message that is sent,
	 * whose context goes in the message's attributes.
	 * @param client the client
	 * @return a client that traces, the same if it does already
	 */
	public AmazonSQS trace(AmazonSQS client) {
		return TracingClient.around(client, this.calls);
	}

	/**
	 * Trace what is asked of a client: one PRODUCER span for each message that is sent,
	 * whose context goes in the message's attributes.
	 * @param client the client
	 * @return a client that traces, the same if it does already
	 */
	public AmazonSQSAsync trace(AmazonSQSAsync client) {
		return (AmazonSQSAsync) TracingClient.around(client, this.calls);
	}

}
