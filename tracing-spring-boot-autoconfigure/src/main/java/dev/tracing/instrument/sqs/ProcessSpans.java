package dev.tracing.instrument.sqs;

import java.util.Collection;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.PrefixCache;
import dev.tracing.instrument.messaging.DestinationPatterns;
import dev.tracing.instrument.messaging.MessagingAttributes;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import dev.tracing.sampling.TraceSuppression;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of messages that are processed: one for each, in the trace of whoever
 * sent it, or one for a whole batch, with links to them all. Follows the OpenTelemetry
 * semantic conventions ("Messaging spans", "AWS SQS"). Thread-safe; no method throws.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ProcessSpans {

	private static final String PROCESS = "process";

	private final PrefixCache names = new PrefixCache(PROCESS + " ");

	private final Queues queues = new Queues();

	private final Tracer tracer;

	private final MessageContextReader contexts;

	private final StartAttributes startAttributes;

	private final DestinationPatterns excluded;

	private final TracingFaults faults;

	/**
	 * Create the maker of spans.
	 * @param tracer makes spans
	 * @param contexts reads trace context
	 * @param startAttributes when attributes are needed
	 * @param excluded names of queues that are not traced
	 * @param faults where failures are reported
	 */
	public ProcessSpans(Tracer tracer, MessageContextReader contexts, StartAttributes startAttributes,
			DestinationPatterns excluded, TracingFaults faults) {
		this.tracer = tracer;
		this.contexts = contexts;
		this.startAttributes = startAttributes;
		this.excluded = excluded;
		this.faults = faults;
	}

	/**
	 * Start to process a message.
	 * @param <M> type of the message
	 * @param queue URL, ARN or name of the queue, if known
	 * @param message the message
	 * @param reader reads the message
	 * @return the processing, without a span if the queue is excluded
	 */
	public <M> MessageProcessing start(@Nullable String queue, M message, MessageReader<M> reader) {
		return start(queue, message, reader, Span.current().getSpanContext());
	}

	/**
	 * Start to process a message.
	 * @param <M> type of the message
	 * @param queue URL, ARN or name of the queue, if known
	 * @param message the message
	 * @param reader reads the message
	 * @param link a span to link to beside whoever sent the message, or an invalid one
	 * @return the processing, without a span if the queue is excluded
	 */
	public <M> MessageProcessing start(@Nullable String queue, M message, MessageReader<M> reader, SpanContext link) {
		Context parent = (excludes(queue)) ? Context.root() : this.contexts.extract(Context.root(), message, reader);
		return start(queue, message, reader, parent, link);
	}

	/**
	 * Start to process a message as a part of something that continues the message's
	 * trace itself.
	 * @param <M> type of the message
	 * @param queue URL, ARN or name of the queue, if known
	 * @param message the message
	 * @param reader reads the message
	 * @param parent the context in which the message is processed
	 * @return the processing, without a span if the queue is excluded
	 */
	public <M> MessageProcessing startWithin(@Nullable String queue, M message, MessageReader<M> reader,
			Context parent) {
		return start(queue, message, reader, parent, SpanContext.getInvalid());
	}

	private <M> MessageProcessing start(@Nullable String queue, M message, MessageReader<M> reader, Context parent,
			SpanContext link) {
		try {
			Queue known = (queue != null) ? this.queues.of(queue) : null;
			if (isExcluded(known)) {
				return processing(TraceSuppression.suppressedRoot());
			}
			SpanBuilder builder = builder(known, parent, link);
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			if (beforeStart) {
				describe(known, builder, AttributeTarget.BUILDER);
				MessageFacts.describe(message, reader, builder, AttributeTarget.BUILDER);
			}
			Span span = builder.startSpan();
			if (!beforeStart && span.isRecording()) {
				describe(known, span, AttributeTarget.SPAN);
				MessageFacts.describe(message, reader, span, AttributeTarget.SPAN);
			}
			return processing(parent.with(span));
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a message", ex);
			return processing(parent);
		}
	}

	private MessageProcessing processing(Context context) {
		return new MessageProcessing(context, this.faults);
	}

	/**
	 * Whether nothing is traced that is done with the messages of a queue.
	 * @param queue URL, ARN or name of the queue, if known
	 * @return {@code true} if the queue is excluded
	 */
	public boolean excludes(@Nullable String queue) {
		return queue != null && isExcluded(this.queues.of(queue));
	}

	private boolean isExcluded(@Nullable Queue queue) {
		return queue != null && this.excluded.matches(queue.name());
	}

	private SpanBuilder builder(@Nullable Queue queue, Context parent, SpanContext link) {
		SpanBuilder builder = this.tracer.spanBuilder((queue != null) ? this.names.join(queue.name()) : PROCESS)
			.setSpanKind(SpanKind.CONSUMER)
			.setParent(parent);
		return (link.isValid()) ? builder.addLink(link) : builder;
	}

	private static <T> void describe(@Nullable Queue queue, T target, AttributeTarget<T> attributes) {
		attributes.set(target, MessagingAttributes.SYSTEM, SqsAttributes.SYSTEM);
		attributes.set(target, MessagingAttributes.OPERATION_NAME, PROCESS);
		attributes.set(target, MessagingAttributes.OPERATION_TYPE, PROCESS);
		if (queue != null) {
			queue.describe(target, attributes);
		}
	}

	/**
	 * Start to process a batch. One of a single message continues the trace of that
	 * message.
	 * @param <M> type of the messages
	 * @param queue URL, ARN or name of the queue, if known and only one
	 * @param messages the batch
	 * @param reader reads the messages
	 * @return the processing, without a span if the queue is excluded
	 */
	public <M> MessageProcessing startBatch(@Nullable String queue, Collection<? extends M> messages,
			MessageReader<M> reader) {
		return (messages.size() == 1) ? start(queue, messages.iterator().next(), reader)
				: startBatch(queue, messages, reader, Context.root());
	}

	/**
	 * Start to process a batch.
	 * @param <M> type of the messages
	 * @param queue URL, ARN or name of the queue, if known and only one
	 * @param messages the batch
	 * @param reader reads the messages
	 * @param parent the context in which the batch is processed
	 * @return the processing, without a span if the queue is excluded
	 */
	public <M> MessageProcessing startBatch(@Nullable String queue, Collection<? extends M> messages,
			MessageReader<M> reader, Context parent) {
		try {
			Queue known = (queue != null) ? this.queues.of(queue) : null;
			if (isExcluded(known)) {
				return processing(TraceSuppression.suppressedRoot());
			}
			SpanContext current = Span.current().getSpanContext();
			SpanContext link = (current.equals(Span.fromContext(parent).getSpanContext())) ? SpanContext.getInvalid()
					: current;
			SpanBuilder builder = builder(known, parent, link);
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			if (beforeStart) {
				describe(known, builder, AttributeTarget.BUILDER);
			}
			Span span = builder.startSpan();
			if (span.isRecording()) {
				if (!beforeStart) {
					describe(known, span, AttributeTarget.SPAN);
				}
				describe(messages, reader, span);
			}
			return processing(parent.with(span));
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a batch of messages", ex);
			return processing(parent);
		}
	}

	private <M> void describe(Collection<? extends M> messages, MessageReader<M> reader, Span span) {
		span.setAttribute(MessagingAttributes.BATCH_MESSAGE_COUNT, (long) messages.size());
		long oldest = Long.MAX_VALUE;
		for (M message : messages) {
			long sent = MessageFacts.sentAt(message, reader);
			oldest = (sent != MessageFacts.UNKNOWN) ? Math.min(oldest, sent) : oldest;
			SpanContext sender = this.contexts.senderOf(message, reader);
			if (sender.isValid()) {
				span.addLink(sender, MessageFacts.ofLink(message, reader));
			}
		}
		if (oldest != Long.MAX_VALUE) {
			span.setAttribute(MessagingAttributes.QUEUE_TIME, MessageFacts.queueTime(oldest));
		}
	}

}
