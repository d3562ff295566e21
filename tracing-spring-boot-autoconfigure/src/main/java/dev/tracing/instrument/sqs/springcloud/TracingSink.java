package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import dev.tracing.instrument.sqs.ProcessSpans;
import io.awspring.cloud.sqs.listener.IdentifiableContainerComponent;
import io.awspring.cloud.sqs.listener.MessageProcessingContext;
import io.awspring.cloud.sqs.listener.pipeline.MessageProcessingPipeline;
import io.awspring.cloud.sqs.listener.sink.MessageSink;
import io.awspring.cloud.sqs.listener.sink.adapter.AbstractDelegatingMessageListeningSinkAdapter;

import org.springframework.messaging.Message;

/**
 * Gives a sink a pipeline that traces in place of the one the container made.
 *
 * @param <T> type of the payloads
 */
final class TracingSink<T> extends AbstractDelegatingMessageListeningSinkAdapter<T>
		implements IdentifiableContainerComponent {

	private final ProcessSpans spans;

	private final MessagesInProcess<T> inProcess;

	private String id = "";

	TracingSink(MessageSink<T> sink, ProcessSpans spans, MessagesInProcess<T> inProcess) {
		super(sink);
		this.spans = spans;
		this.inProcess = inProcess;
	}

	@Override
	public void setMessagePipeline(MessageProcessingPipeline<T> pipeline) {
		super.setMessagePipeline(new TracingPipeline<>(pipeline, this.spans, this.inProcess));
	}

	@Override
	public CompletableFuture<Void> emit(Collection<Message<T>> messages, MessageProcessingContext<T> context) {
		return getDelegate().emit(messages, context);
	}

	@Override
	public void setId(String id) {
		this.id = id;
		if (getDelegate() instanceof IdentifiableContainerComponent identifiable) {
			identifiable.setId(id);
		}
	}

	@Override
	public String getId() {
		return this.id;
	}

}
