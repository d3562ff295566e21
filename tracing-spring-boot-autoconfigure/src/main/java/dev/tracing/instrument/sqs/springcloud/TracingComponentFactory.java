package dev.tracing.instrument.sqs.springcloud;

import java.util.Collection;

import dev.tracing.instrument.sqs.ProcessSpans;
import io.awspring.cloud.sqs.listener.ContainerComponentFactory;
import io.awspring.cloud.sqs.listener.ContainerOptions;
import io.awspring.cloud.sqs.listener.acknowledgement.AcknowledgementProcessor;
import io.awspring.cloud.sqs.listener.acknowledgement.handler.AcknowledgementHandler;
import io.awspring.cloud.sqs.listener.sink.MessageSink;
import io.awspring.cloud.sqs.listener.source.MessageSource;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the components of a container as another factory does, with a sink that traces.
 *
 * @param <T> type of the payloads
 * @param <O> type of the container's options
 */
final class TracingComponentFactory<T, O extends ContainerOptions<O, ?>> implements ContainerComponentFactory<T, O> {

	private final ContainerComponentFactory<T, O> factory;

	private final ObjectProvider<ProcessSpans> spans;

	private final MessagesInProcess<T> inProcess;

	TracingComponentFactory(ContainerComponentFactory<T, O> factory, ObjectProvider<ProcessSpans> spans,
			MessagesInProcess<T> inProcess) {
		this.factory = factory;
		this.spans = spans;
		this.inProcess = inProcess;
	}

	@Override
	public boolean supports(Collection<String> queueNames, O options) {
		return this.factory.supports(queueNames, options);
	}

	@Override
	public MessageSource<T> createMessageSource(O options) {
		return this.factory.createMessageSource(options);
	}

	@Override
	public MessageSink<T> createMessageSink(O options) {
		return new TracingSink<>(this.factory.createMessageSink(options), this.spans.getObject(), this.inProcess);
	}

	@Override
	public AcknowledgementProcessor<T> createAcknowledgementProcessor(O options) {
		return this.factory.createAcknowledgementProcessor(options);
	}

	@Override
	public AcknowledgementHandler<T> createAcknowledgementHandler(O options) {
		return this.factory.createAcknowledgementHandler(options);
	}

}
