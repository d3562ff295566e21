package dev.tracing.instrument.sqs.springcloud;

import dev.tracing.instrument.sqs.ProcessSpans;
import io.awspring.cloud.sqs.listener.MessageListenerContainerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * Puts tracing into the containers of {@code @SqsListener} methods just before they
 * start: they are no beans. The registry is looked up only then: whatever is injected
 * starts first.
 */
final class ContainersLifecycle implements SmartLifecycle {

	private final ObjectProvider<MessageListenerContainerRegistry> registries;

	private final ObjectProvider<ProcessSpans> processSpans;

	private volatile boolean running;

	ContainersLifecycle(ObjectProvider<MessageListenerContainerRegistry> registries,
			ObjectProvider<ProcessSpans> processSpans) {
		this.registries = registries;
		this.processSpans = processSpans;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public void start() {
		this.running = true;
		TracedContainers containers = new TracedContainers(this.processSpans);
		this.registries.stream().forEach((registry) -> registry.getListenerContainers().forEach(containers::trace));
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
