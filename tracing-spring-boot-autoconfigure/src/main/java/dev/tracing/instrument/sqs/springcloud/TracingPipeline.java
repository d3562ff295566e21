package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.tracing.instrument.sqs.MessageProcessing;
import dev.tracing.instrument.sqs.ProcessSpans;
import io.awspring.cloud.sqs.listener.MessageProcessingContext;
import io.awspring.cloud.sqs.listener.pipeline.MessageProcessingPipeline;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Traces all that a container does with a message or a batch: interceptors, listener,
 * error handler, acknowledgement.
 *
 * @param <T> type of the payloads
 */
final class TracingPipeline<T> implements MessageProcessingPipeline<T> {

	private final MessageProcessingPipeline<T> pipeline;

	private final ProcessSpans spans;

	private final MessagesInProcess<T> inProcess;

	TracingPipeline(MessageProcessingPipeline<T> pipeline, ProcessSpans spans, MessagesInProcess<T> inProcess) {
		this.pipeline = pipeline;
		this.spans = spans;
		this.inProcess = inProcess;
	}

	@Override
	public CompletableFuture<Message<T>> process(Message<T> message, MessageProcessingContext<T> context) {
		MessageProcessing processing = start(
				() -> this.spans.start(SpringMessageReader.queueOf(message), message, SpringMessageReader.INSTANCE));
		return trace(processing, message, () -> this.pipeline.process(message, context));
	}

	@Override
	public CompletableFuture<Collection<Message<T>>> process(Collection<Message<T>> messages,
			MessageProcessingContext<T> context) {
		Message<T> first = MessagesInProcess.firstOf(messages);
		if (first == null) {
			return this.pipeline.process(messages, context);
		}
		MessageProcessing processing = start(() -> this.spans.startBatch(SpringMessageReader.queueOf(first), messages,
				SpringMessageReader.INSTANCE));
		return trace(processing, first, () -> this.pipeline.process(messages, context));
	}

	/**
	 * What is current here is another message, whose end let this one begin.
	 */
	private static MessageProcessing start(Supplier<MessageProcessing> start) {
		try (Scope ignored = Context.root().makeCurrent()) {
			return start.get();
		}
	}

	private <R> CompletableFuture<R> trace(MessageProcessing processing, Message<T> first,
			Supplier<CompletableFuture<R>> work) {
		this.inProcess.add(first, processing);
		CompletableFuture<R> future;
		try (Scope ignored = processing.makeCurrent()) {
			future = work.get();
		}
		catch (Throwable ex) {
			end(processing, first, ex);
			throw ex;
		}
		CompletionStage<R> stage = future;
		stage.whenComplete((result, failure) -> end(processing, first, failure));
		return future;
	}

	private void end(MessageProcessing processing, Message<T> first, @Nullable Throwable failure) {
		this.inProcess.remove(first, processing);
		processing.end(ListenerFailures.causeOf(failure));
	}

	@Override
	public CompletableFuture<Message<T>> process(CompletableFuture<Message<T>> message,
			MessageProcessingContext<T> context) {
		return this.pipeline.process(message, context);
	}

	@Override
	public CompletableFuture<Collection<Message<T>>> processMany(CompletableFuture<Collection<Message<T>>> messages,
			MessageProcessingContext<T> context) {
		return this.pipeline.processMany(messages, context);
	}

}
