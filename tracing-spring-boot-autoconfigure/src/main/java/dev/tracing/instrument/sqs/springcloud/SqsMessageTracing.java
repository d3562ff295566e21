package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;

import dev.tracing.instrument.sqs.MessageHandler;
import dev.tracing.instrument.sqs.ProcessSpans;

import org.springframework.messaging.Message;

/**
 * Traces messages that an application receives by itself with an {@code SqsTemplate}. A
 * bean to inject:
 *
 * <pre class="code">
 * sqsTemplate.receive("orders", Order.class)
 *     .ifPresent((message) -&gt; sqsMessageTracing.process(message, (order) -&gt; warehouse.pick(order.getPayload())));
 * </pre>
 *
 * <p>
 * Listeners need none of this. Thread-safe.
 */
public final class SqsMessageTracing {

	private final ProcessSpans spans;

	SqsMessageTracing(ProcessSpans spans) {
		this.spans = spans;
	}

	/**
	 * Process a message in a CONSUMER span of its own, which continues the trace of
	 * whoever sent the message and is current while the handler runs.
	 * @param <M> type of the message
	 * @param <X> type of the handler's exceptions
	 * @param message the message, as the template received it
	 * @param handler processes the message
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <M extends Message<?>, X extends Exception> void process(M message, MessageHandler<M, X> handler) throws X {
		this.spans.start(SpringMessageReader.queueOf(message), message, SpringMessageReader.INSTANCE)
			.run(message, handler);
	}

	/**
	 * Process a batch in one CONSUMER span, which has a link to whoever sent each message
	 * and is current while the handler runs. A batch of one message continues its trace.
	 * @param <M> type of the messages
	 * @param <X> type of the handler's exceptions
	 * @param messages the batch, as the template received it from one queue; nothing is
	 * traced if it is empty
	 * @param handler processes the batch
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <M extends Message<?>, X extends Exception> void processBatch(Collection<M> messages,
			MessageHandler<Collection<M>, X> handler) throws X {
		if (messages.isEmpty()) {
			handler.handle(messages);
			return;
		}
		this.spans
			.startBatch(SpringMessageReader.queueOf(messages.iterator().next()), messages, SpringMessageReader.INSTANCE)
			.run(messages, handler);
	}

}
