package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.Objects;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageProcessing;
import dev.tracing.instrument.sqs.ProcessSpans;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Starts the spans of a batch of messages: the invocation, and within it the processing.
 * A batch of one continues the trace of its message, so that nothing is left to link to.
 */
final class SqsEventType implements EventType {

	private final InvocationSpans invocationSpans;

	private final ProcessSpans processSpans;

	private final MessageContextReader contexts;

	SqsEventType(InvocationSpans invocationSpans, ProcessSpans processSpans, MessageContextReader contexts) {
		this.invocationSpans = invocationSpans;
		this.processSpans = processSpans;
		this.contexts = contexts;
	}

	@Override
	public @Nullable EventSpan start(Object event, FunctionCall call) {
		if (!(event instanceof SQSEvent batch)) {
			return null;
		}
		List<SQSMessage> messages = batch.getRecords();
		return (messages == null || messages.isEmpty()) ? null : start(messages, call);
	}

	private EventSpan start(List<SQSMessage> messages, FunctionCall call) {
		SQSMessage only = (messages.size() == 1) ? messages.get(0) : null;
		String queue = queueOf(messages);
		InvocationSpan invocation = this.invocationSpans.start(call, sender(queue, only), Triggers.PUBSUB);
		MessageProcessing processing = (only != null)
				? this.processSpans.startWithin(queue, only, SqsMessageReader.INSTANCE, invocation.context())
				: this.processSpans.startBatch(queue, messages, SqsMessageReader.INSTANCE, invocation.context());
		return new SqsEventSpan(invocation, processing, messages, this.processSpans);
	}

	private Context sender(@Nullable String queue, @Nullable SQSMessage only) {
		if (this.processSpans.excludes(queue)) {
			return TraceSuppression.suppressedRoot();
		}
		return (only != null) ? this.contexts.extract(Context.root(), only, SqsMessageReader.INSTANCE) : Context.root();
	}

	/**
	 * Return the ARN of the queue of all messages, or {@code null} if they come from
	 * several.
	 */
	private static @Nullable String queueOf(List<SQSMessage> messages) {
		String queue = messages.get(0).getEventSourceArn();
		for (SQSMessage message : messages) {
			if (!Objects.equals(queue, message.getEventSourceArn())) {
				return null;
			}
		}
		return queue;
	}

}
