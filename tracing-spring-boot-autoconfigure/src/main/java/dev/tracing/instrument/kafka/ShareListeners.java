package dev.tracing.instrument.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.GenericMessageListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.ShareKafkaMessageListenerContainer;

/**
 * Has the listeners of share groups trace, which know no interceptors, just before their
 * containers start. The registry is looked up only then: whatever is injected starts
 * first.
 */
final class ShareListeners implements SmartLifecycle {

	private final ObjectProvider<KafkaListenerEndpointRegistry> registry;

	private final ObjectProvider<ShareKafkaMessageListenerContainer<?, ?>> containers;

	private final ProcessSpans spans;

	private volatile boolean running;

	ShareListeners(ObjectProvider<KafkaListenerEndpointRegistry> registry,
			ObjectProvider<ShareKafkaMessageListenerContainer<?, ?>> containers, ProcessSpans spans) {
		this.registry = registry;
		this.containers = containers;
		this.spans = spans;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public void start() {
		this.running = true;
		this.containers.stream().forEach(this::trace);
		this.registry.ifAvailable((registry) -> registry.getAllListenerContainers().forEach(this::trace));
	}

	@SuppressWarnings("unchecked")
	private void trace(MessageListenerContainer container) {
		if (container instanceof ShareKafkaMessageListenerContainer<?, ?> share
				&& share.getContainerProperties().getMessageListener() instanceof GenericMessageListener<?> listener) {
			share.setupMessageListener(
					TracingShareListener.wrap((GenericMessageListener<ConsumerRecord<Object, Object>>) listener,
							new ConsumerIdentity(share.getGroupId(), null), this.spans));
		}
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
