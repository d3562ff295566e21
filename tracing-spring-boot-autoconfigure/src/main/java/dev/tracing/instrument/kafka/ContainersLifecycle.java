package dev.tracing.instrument.kafka;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/**
 * Looks once more at the containers of {@code @KafkaListener} methods, just before they
 * start: those of share groups come from factories that know no interceptors, and a
 * customizer of the application may have replaced what the factory set. The registry is
 * looked up only then: whatever is injected starts first.
 */
final class ContainersLifecycle implements SmartLifecycle {

	private final ObjectProvider<KafkaListenerEndpointRegistry> registries;

	private final TracedContainers containers;

	private volatile boolean running;

	ContainersLifecycle(ObjectProvider<KafkaListenerEndpointRegistry> registries,
			ObjectProvider<ProcessSpans> processSpans) {
		this.registries = registries;
		this.containers = new TracedContainers(processSpans);
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public void start() {
		this.running = true;
		this.registries.stream()
			.forEach((registry) -> registry.getListenerContainers().forEach(this.containers::trace));
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
