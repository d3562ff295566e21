package dev.tracing.instrument.sqs.springcloud;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.tracing.instrument.sqs.ProcessSpans;
import io.awspring.cloud.sqs.listener.ContainerComponentFactory;
import io.awspring.cloud.sqs.listener.FifoSqsComponentFactory;
import io.awspring.cloud.sqs.listener.MessageListenerContainer;
import io.awspring.cloud.sqs.listener.SqsContainerOptions;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;
import io.awspring.cloud.sqs.listener.StandardSqsComponentFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Puts tracing into containers before they start. Doing so again changes nothing.
 */
final class TracedContainers {

	private final ObjectProvider<ProcessSpans> spans;

	TracedContainers(ObjectProvider<ProcessSpans> spans) {
		this.spans = spans;
	}

	void trace(MessageListenerContainer<?> container) {
		if (container instanceof SqsMessageListenerContainer<?> sqs && !sqs.isRunning() && !isTraced(sqs)) {
			traceMessages(sqs);
		}
	}

	private static boolean isTraced(SqsMessageListenerContainer<?> container) {
		return container.getContainerComponentFactories()
			.stream()
			.anyMatch((factory) -> factory instanceof TracingComponentFactory);
	}

	private <T> void traceMessages(SqsMessageListenerContainer<T> container) {
		Collection<ContainerComponentFactory<T, SqsContainerOptions>> factories = factoriesOf(container);
		if (factories.isEmpty()) {
			return;
		}
		MessagesInProcess<T> inProcess = new MessagesInProcess<>();
		List<ContainerComponentFactory<T, SqsContainerOptions>> traced = new ArrayList<>();
		for (ContainerComponentFactory<T, SqsContainerOptions> factory : factories) {
			traced.add(new TracingComponentFactory<>(factory, this.spans, inProcess));
		}
		container.setComponentFactories(traced);
		if (container.getMessageListener() != null) {
			container.setAsyncMessageListener(new ContextListener<>(container.getMessageListener(), inProcess));
		}
		if (container.getErrorHandler() != null) {
			container.setErrorHandler(new ContextErrorHandler<>(container.getErrorHandler(), inProcess));
		}
	}

	/**
	 * A container without any uses these two; a subclass may use others, which it does
	 * not tell.
	 */
	private static <T> Collection<ContainerComponentFactory<T, SqsContainerOptions>> factoriesOf(
			SqsMessageListenerContainer<T> container) {
		Collection<ContainerComponentFactory<T, SqsContainerOptions>> factories = container
			.getContainerComponentFactories();
		return (factories.isEmpty() && container.getClass() == SqsMessageListenerContainer.class)
				? List.of(new FifoSqsComponentFactory<>(), new StandardSqsComponentFactory<>()) : factories;
	}

}
