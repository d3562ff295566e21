package dev.tracing.instrument.kafka;

import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.GenericMessageListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.listener.ShareKafkaMessageListenerContainer;
import org.springframework.util.function.SingletonSupplier;

/**
 * Puts tracing into listener containers, around what they have already. How to make spans
 * is found out with the first record: the tracing of an application may itself depend on
 * beans of Kafka.
 */
final class TracedContainers {

	private final Supplier<ProcessSpans> spans;

	TracedContainers(ObjectProvider<ProcessSpans> spans) {
		this.spans = SingletonSupplier.of(spans::getObject);
	}

	/**
	 * Have a container trace, if it does not yet.
	 * @param container the container
	 */
	void trace(MessageListenerContainer container) {
		if (container instanceof AbstractMessageListenerContainer<?, ?> intercepted) {
			traceRecords(intercepted);
		}
		else if (container instanceof ShareKafkaMessageListenerContainer<?, ?> share) {
			traceShare(share);
		}
	}

	private <K, V> void traceRecords(AbstractMessageListenerContainer<K, V> container) {
		container.setRecordInterceptor(aroundRecords(container.getRecordInterceptor()));
		container.setBatchInterceptor(aroundBatches(container.getBatchInterceptor()));
		observe(container.getContainerProperties());
	}

	/**
	 * These know no interceptors.
	 */
	@SuppressWarnings("unchecked")
	private void traceShare(ShareKafkaMessageListenerContainer<?, ?> container) {
		if (container.getContainerProperties().getMessageListener() instanceof GenericMessageListener<?> listener) {
			container.setupMessageListener(
					TracingShareListener.wrap((GenericMessageListener<ConsumerRecord<Object, Object>>) listener,
							new ConsumerIdentity(container.getGroupId(), null), this.spans));
		}
	}

	<K, V> RecordInterceptor<K, V> aroundRecords(@Nullable RecordInterceptor<K, V> existing) {
		return (existing instanceof TracingRecordInterceptor) ? existing
				: new TracingRecordInterceptor<>(existing, this.spans);
	}

	<K, V> BatchInterceptor<K, V> aroundBatches(@Nullable BatchInterceptor<K, V> existing) {
		return (existing instanceof TracingBatchInterceptor) ? existing
				: new TracingBatchInterceptor<>(existing, this.spans);
	}

	/**
	 * Let adapters of listeners tell the end of their work, where nobody else hears it.
	 * @param properties the properties of a container, which mocks do not have
	 */
	static void observe(@Nullable ContainerProperties properties) {
		if (properties != null && properties.getObservationRegistry().isNoop()) {
			properties.setObservationRegistry(ListenerObservationRegistry.INSTANCE);
		}
	}

}
