package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracing.instrument.sqs.MessageHandler;
import dev.tracing.instrument.sqs.MessageProcessing;
import dev.tracing.instrument.sqs.ProcessSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The spans of an invocation with messages of SQS.
 *
 * <p>
 * A message that is alone has its span from the start. Those of a batch get theirs when
 * the application {@linkplain SqsEventTracing says which one it processes}; of one that
 * says nothing it is not known what is done for which message, and only those that failed
 * get a span, which shows that in the trace of their sender.
 */
final class SqsEventSpan implements EventSpan {

	private static final String FAILED_ITEM = "batch_item_failure";

	private final InvocationSpan invocation;

	private final MessageProcessing processing;

	private final List<SQSMessage> messages;

	private final ProcessSpans processSpans;

	private final Set<String> failed = ConcurrentHashMap.newKeySet();

	private volatile @Nullable Throwable failure;

	SqsEventSpan(InvocationSpan invocation, MessageProcessing processing, List<SQSMessage> messages,
			ProcessSpans processSpans) {
		this.invocation = invocation;
		this.processing = processing;
		this.messages = messages;
		this.processSpans = processSpans;
	}

	@Override
	public Context context() {
		return this.processing.context();
	}

	/**
	 * Whether a message is one of those of the invocation.
	 */
	boolean contains(SQSMessage message) {
		return this.messages.contains(message);
	}

	/**
	 * Process one of the messages.
	 * @param message the message
	 * @param enclosing adds the invocation to a context
	 * @param handler does the work
	 */
	<X extends Exception> void process(SQSMessage message, UnaryOperator<Context> enclosing,
			MessageHandler<SQSMessage, X> handler) throws X {
		if (isSingle()) {
			processOnly(message, handler);
			return;
		}
		MessageProcessing own = start(message);
		own.run(message, (processed) -> {
			try (Scope ignored = enclosing.apply(own.context()).makeCurrent()) {
				handler.handle(processed);
			}
			catch (Throwable ex) {
				this.failed.add(String.valueOf(message.getMessageId()));
				throw ex;
			}
		});
	}

	private <X extends Exception> void processOnly(SQSMessage message, MessageHandler<SQSMessage, X> handler) throws X {
		try {
			handler.handle(message);
			this.failure = null;
		}
		catch (Throwable ex) {
			this.failure = ex;
			this.processing.record(ex);
			throw ex;
		}
	}

	private MessageProcessing start(SQSMessage message) {
		return this.processSpans.start(message.getEventSourceArn(), message, SqsMessageReader.INSTANCE,
				Span.fromContext(this.processing.context()).getSpanContext());
	}

	private boolean isSingle() {
		return this.messages.size() == 1;
	}

	@Override
	public void end(@Nullable Object response, @Nullable Throwable exception) {
		try {
			if (response instanceof SQSBatchResponse answer && answer.getBatchItemFailures() != null) {
				answer.getBatchItemFailures().forEach(this::refuse);
			}
		}
		finally {
			this.processing.end((exception != null) ? exception : this.failure);
			this.invocation.endAfter(exception);
		}
	}

	private void refuse(@Nullable BatchItemFailure item) {
		SQSMessage message = (item != null) ? find(item.getItemIdentifier()) : null;
		if (message == null) {
			this.processing.refuse(FAILED_ITEM,
					"The response names a message that is none of the batch, which lets the whole batch come again");
		}
		else if (isSingle()) {
			refuse(this.processing);
		}
		else if (this.failed.add(message.getMessageId())) {
			MessageProcessing own = start(message);
			refuse(own);
			own.end(null);
		}
	}

	private static void refuse(MessageProcessing processing) {
		processing.refuse(FAILED_ITEM, "The response names the message as failed, so that it comes again");
	}

	private @Nullable SQSMessage find(@Nullable String id) {
		for (SQSMessage message : this.messages) {
			if (id != null && id.equals(message.getMessageId())) {
				return message;
			}
		}
		return null;
	}

}
