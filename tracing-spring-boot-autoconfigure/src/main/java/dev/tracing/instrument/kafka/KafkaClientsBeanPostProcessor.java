package dev.tracing.instrument.kafka;

import dev.tracing.logging.TracingFaults;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.kafka.config.AbstractKafkaListenerContainerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.core.ProducerPostProcessor;
import org.springframework.kafka.core.RoutingKafkaTemplate;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Has producer factories, templates and listener containers trace, whoever made them. No
 * beans of interceptors are published: Spring Boot takes one only if it is the only one.
 * What a container has already stays, and comes within.
 */
final class KafkaClientsBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<SendSpans> sendSpans;

	private final ObjectProvider<ProcessSpans> processSpans;

	private final ObjectProvider<TracingFaults> faults;

	KafkaClientsBeanPostProcessor(ObjectProvider<SendSpans> sendSpans, ObjectProvider<ProcessSpans> processSpans,
			ObjectProvider<TracingFaults> faults) {
		this.sendSpans = sendSpans;
		this.processSpans = processSpans;
		this.faults = faults;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ProducerFactory<?, ?> factory) {
			trace(factory);
		}
		else if (bean instanceof KafkaTemplate<?, ?> template && !(bean instanceof RoutingKafkaTemplate)) {
			trace(template.getProducerFactory());
		}
		else if (bean instanceof AbstractKafkaListenerContainerFactory<?, ?, ?> factory) {
			trace(factory);
		}
		else if (bean instanceof AbstractMessageListenerContainer<?, ?> container) {
			trace(container);
		}
		return bean;
	}

	private <K, V> void trace(ProducerFactory<K, V> factory) {
		try {
			if (factory.getPostProcessors().stream().noneMatch(TracingPostProcessor.class::isInstance)) {
				factory.addPostProcessor(new TracingPostProcessor<>(this.sendSpans.getObject()));
			}
		}
		catch (UnsupportedOperationException ex) {
			// One of the application's own, which has its producers made elsewhere.
			this.faults.getObject().report("adding a post-processor to a producer factory", ex);
		}
	}

	private <K, V> void trace(AbstractKafkaListenerContainerFactory<?, K, V> factory) {
		factory.setRecordInterceptor(aroundRecords(factory.getRecordInterceptor()));
		factory.setBatchInterceptor(aroundBatches(factory.getBatchInterceptor()));
		observe(factory.getContainerProperties());
	}

	private <K, V> void trace(AbstractMessageListenerContainer<K, V> container) {
		container.setRecordInterceptor(aroundRecords(container.getRecordInterceptor()));
		container.setBatchInterceptor(aroundBatches(container.getBatchInterceptor()));
		observe(container.getContainerProperties());
	}

	private <K, V> RecordInterceptor<K, V> aroundRecords(@Nullable RecordInterceptor<K, V> existing) {
		return (existing instanceof TracingRecordInterceptor) ? existing
				: new TracingRecordInterceptor<>(existing, this.processSpans.getObject());
	}

	private <K, V> BatchInterceptor<K, V> aroundBatches(@Nullable BatchInterceptor<K, V> existing) {
		return (existing instanceof TracingBatchInterceptor) ? existing
				: new TracingBatchInterceptor<>(existing, this.processSpans.getObject());
	}

	private static void observe(ContainerProperties properties) {
		if (properties.getObservationRegistry().isNoop()) {
			properties.setObservationRegistry(ListenerObservationRegistry.INSTANCE);
		}
	}

	/**
	 * Traces the producers of a factory.
	 *
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 * @param spans make the spans
	 */
	private record TracingPostProcessor<K, V>(SendSpans spans) implements ProducerPostProcessor<K, V> {

		@Override
		public Producer<K, V> apply(Producer<K, V> producer) {
			return new TracingProducer<>(producer, this.spans);
		}

	}

}
