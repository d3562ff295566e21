package dev.tracing.instrument.lambda;

import java.util.ArrayList;
import java.util.List;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracing.instrument.sqs.MessageHandler;
import dev.tracing.instrument.sqs.ProcessSpans;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Traces the messages of an event of SQS one by one. A bean to inject:
 *
 * <pre class="code">
 * &#64;Bean
 * Function&lt;SQSEvent, SQSBatchResponse&gt; orders(SqsEventTracing tracing, Warehouse warehouse) {
 *     return (event) -&gt; tracing.processEach(event, (message) -&gt; warehouse.pick(message.getBody()));
 * }
 * </pre>
 *
 * <p>
 * Each message has a CONSUMER span, in the trace of whoever sent it and with a link to
 * the span of the batch. One that is alone has had such a span since the invocation
 * began. Thread-safe.
 */
public final class SqsEventTracing {

	private static final Log logger = LogFactory.getLog(SqsEventTracing.class);

	private final Invocations invocations;

	private final ProcessSpans processSpans;

	SqsEventTracing(Invocations invocations, ProcessSpans processSpans) {
		this.invocations = invocations;
		this.processSpans = processSpans;
	}

	/**
	 * Process a message in its span, which is current while the handler runs.
	 * @param <X> type of the handler's exceptions
	 * @param message the message
	 * @param handler processes the message
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <X extends Exception> void process(SQSMessage message, MessageHandler<SQSMessage, X> handler) throws X {
		Invocation invocation = this.invocations.current();
		if (invocation != null && invocation.span() instanceof SqsEventSpan span && span.contains(message)) {
			span.process(message, (context) -> this.invocations.within(invocation, context), handler);
		}
		else {
			this.processSpans.start(message.getEventSourceArn(), message, SqsMessageReader.INSTANCE)
				.run(message, handler);
		}
	}

	/**
	 * Process all messages of an event, and tell SQS which of them failed. An exception
	 * of the handler is logged and makes that message come again, while the others are
	 * done with. Of a FIFO queue, the messages after one that failed are not processed
	 * and come again, too, for their order matters.
	 *
	 * <p>
	 * Needs an event source mapping with {@code ReportBatchItemFailures}: without that,
	 * Lambda takes any response for a success, and failed messages are lost.
	 * @param event the event
	 * @param handler processes each message
	 * @return what the function has to return
	 */
	public SQSBatchResponse processEach(SQSEvent event, MessageHandler<SQSMessage, ?> handler) {
		List<BatchItemFailure> failures = new ArrayList<>();
		boolean stopped = false;
		for (SQSMessage message : (event.getRecords() != null) ? event.getRecords() : List.<SQSMessage>of()) {
			if (stopped || !succeeds(message, handler)) {
				failures.add(new BatchItemFailure(message.getMessageId()));
				stopped |= isOfFifoQueue(message);
			}
		}
		return new SQSBatchResponse(failures);
	}

	private boolean succeeds(SQSMessage message, MessageHandler<SQSMessage, ?> handler) {
		try {
			process(message, (processed) -> handleLoudly(processed, handler));
			return true;
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			return false;
		}
	}

	/**
	 * Logs while the span is current, so that the line has the ids of its trace.
	 */
	private static void handleLoudly(SQSMessage message, MessageHandler<SQSMessage, ?> handler) throws Exception {
		try {
			handler.handle(message);
		}
		catch (Exception ex) {
			logger.error("Processing message " + message.getMessageId() + " failed, it comes again", ex);
			throw ex;
		}
	}

	private static boolean isOfFifoQueue(SQSMessage message) {
		return message.getEventSourceArn() != null && message.getEventSourceArn().endsWith(".fifo");
	}

}
