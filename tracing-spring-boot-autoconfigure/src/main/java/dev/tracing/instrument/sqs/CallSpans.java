package dev.tracing.instrument.sqs;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.instrument.AttributeTarget;
import dev.tracing.instrument.PrefixCache;
import dev.tracing.instrument.messaging.DestinationPatterns;
import dev.tracing.instrument.messaging.MessagingAttributes;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of what an application asks of SQS: to send, to receive and to delete.
 * Follows the OpenTelemetry semantic conventions ("Messaging spans", "AWS SQS").
 * Thread-safe; no method throws.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class CallSpans {

	private static final String SEND = "send";

	private static final String CREATE = "create";

	private static final String RECEIVE = "receive";

	private static final String DELETE = "delete";

	private final PrefixCache sendNames = new PrefixCache(SEND + " ");

	private final PrefixCache createNames = new PrefixCache(CREATE + " ");

	private final PrefixCache receiveNames = new PrefixCache(RECEIVE + " ");

	private final PrefixCache deleteNames = new PrefixCache(DELETE + " ");

	private final Queues queues = new Queues();

	private final Tracer tracer;

	private final StartAttributes startAttributes;

	private final DestinationPatterns excluded;

	private final boolean createSpans;

	private final TracingFaults faults;

	/**
	 * Create the maker of spans.
	 * @param tracer makes spans
	 * @param startAttributes when attributes are needed
	 * @param excluded names of queues that are not traced
	 * @param createSpans whether each message of a batch has a span of its own
	 * @param faults where failures are reported
	 */
	public CallSpans(Tracer tracer, StartAttributes startAttributes, DestinationPatterns excluded, boolean createSpans,
			TracingFaults faults) {
		this.tracer = tracer;
		this.startAttributes = startAttributes;
		this.excluded = excluded;
		this.createSpans = createSpans;
		this.faults = faults;
	}

	/**
	 * Return where failures are reported.
	 * @return the faults
	 */
	public TracingFaults faults() {
		return this.faults;
	}

	/**
	 * Whether a queue is not traced.
	 * @param queue its URL, ARN or name
	 * @return {@code true} to leave alone what is sent there
	 */
	public boolean isExcluded(@Nullable String queue) {
		return queue == null || this.excluded.matches(this.queues.of(queue).name());
	}

	/**
	 * Whether a message brings a context that stays: one of another trace than the
	 * current one. That of the current trace is an ancestor's, of a message that is
	 * passed on.
	 * @param own what the message brings
	 * @return {@code true} if the message keeps it
	 */
	public static boolean isKept(SpanContext own) {
		return own.isValid() && !own.getTraceId().equals(Span.current().getSpanContext().getTraceId());
	}

	/**
	 * Start to send one message.
	 * @param queue URL of the queue
	 * @param own context that the message brings and keeps, or an invalid one
	 * @return the call, with whose context the message goes unless it keeps its own, or
	 * {@code null} if it needs no span
	 */
	public @Nullable SqsCall startSend(String queue, SpanContext own) {
		Context current = Context.current();
		if (own.isValid()) {
			// Who put the context in has made a span of the sending.
			return (Span.fromContext(current).getSpanContext().isValid())
					? start(SEND, this.sendNames, SpanKind.CLIENT, queue, current, List.of(own), 0) : null;
		}
		return start(SEND, this.sendNames, SpanKind.PRODUCER, queue, current, List.of(), 0);
	}

	/**
	 * Start to send a batch.
	 * @param queue URL of the queue
	 * @param ids ids of its entries
	 * @param own for each message the context that it brings and keeps, or an invalid one
	 * @return the batch, or {@code null} if it needs no span
	 */
	public @Nullable SqsBatch startBatch(String queue, List<String> ids, List<SpanContext> own) {
		Context current = Context.current();
		boolean allKept = areValid(own);
		if (allKept && !Span.fromContext(current).getSpanContext().isValid()) {
			return null;
		}
		@Nullable SqsCall[] created = new SqsCall[own.size()];
		List<SpanContext> links = new ArrayList<>(own);
		for (int i = 0; i < created.length; i++) {
			SqsCall message = (this.createSpans && !own.get(i).isValid())
					? start(CREATE, this.createNames, SpanKind.PRODUCER, queue, current, List.of(), 0) : null;
			if (message != null) {
				created[i] = message;
				links.set(i, Span.fromContext(message.context()).getSpanContext());
			}
		}
		SpanKind kind = (allKept || this.createSpans) ? SpanKind.CLIENT : SpanKind.PRODUCER;
		SqsCall send = start(SEND, this.sendNames, kind, queue, current, links, own.size());
		return (send != null) ? new SqsBatch(send, ids, created) : null;
	}

	private static boolean areValid(List<SpanContext> contexts) {
		for (SpanContext context : contexts) {
			if (!context.isValid()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Start to receive messages.
	 * @param queue URL of the queue
	 * @return the call, or {@code null} if it needs no span: waiting for messages begins
	 * no trace
	 */
	public @Nullable SqsCall startReceive(String queue) {
		return startWithin(RECEIVE, this.receiveNames, queue, 0);
	}

	/**
	 * Start to delete messages.
	 * @param queue URL of the queue
	 * @param batchSize how many messages, or 0 for one that is not in a batch
	 * @return the call, or {@code null} if it needs no span: what is left to do when the
	 * trace has ended begins none
	 */
	public @Nullable SqsCall startDelete(String queue, int batchSize) {
		return startWithin(DELETE, this.deleteNames, queue, batchSize);
	}

	private @Nullable SqsCall startWithin(String operation, PrefixCache names, String queue, int batchSize) {
		Context current = Context.current();
		if (!Span.fromContext(current).getSpanContext().isValid()) {
			return null;
		}
		return start(operation, names, SpanKind.CLIENT, queue, current, List.of(), batchSize);
	}

	private @Nullable SqsCall start(String operation, PrefixCache names, SpanKind kind, String queue, Context parent,
			List<SpanContext> links, int batchSize) {
		try {
			Queue known = this.queues.of(queue);
			SpanBuilder builder = this.tracer.spanBuilder(names.join(known.name())).setSpanKind(kind).setParent(parent);
			for (SpanContext link : links) {
				builder.addLink(link);
			}
			boolean beforeStart = this.startAttributes.beforeStart(parent);
			if (beforeStart) {
				describe(operation, known, batchSize, builder, AttributeTarget.BUILDER);
			}
			Span span = builder.startSpan();
			if (!beforeStart && span.isRecording()) {
				describe(operation, known, batchSize, span, AttributeTarget.SPAN);
			}
			return new SqsCall(parent, span, this.faults);
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of a call of SQS", ex);
			return null;
		}
	}

	private static <T> void describe(String operation, Queue queue, int batchSize, T target,
			AttributeTarget<T> attributes) {
		attributes.set(target, MessagingAttributes.SYSTEM, SqsAttributes.SYSTEM);
		attributes.set(target, MessagingAttributes.OPERATION_NAME, operation);
		attributes.set(target, MessagingAttributes.OPERATION_TYPE, (operation.equals(DELETE)) ? "settle" : operation);
		queue.describe(target, attributes);
		if (batchSize > 0) {
			attributes.set(target, MessagingAttributes.BATCH_MESSAGE_COUNT, (long) batchSize);
		}
	}

}
