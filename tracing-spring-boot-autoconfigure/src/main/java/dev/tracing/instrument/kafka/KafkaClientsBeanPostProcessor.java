package dev.tracing.instrument.kafka;

import dev.tracing.logging.TracingFaults;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Has producer factories, templates and listener containers trace, whoever made them. No
 * beans of interceptors are published: Spring Boot takes one only if it is the only one.
 * What a container has already stays, and comes within.
 */
final class KafkaClientsBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(KafkaClientsBeanPostProcessor.class);

	private final ObjectProvider<SendSpans> sendSpans;

	private final TracedContainers containers;

	private final ObjectProvider<TracingFaults> faults;

	KafkaClientsBeanPostProcessor(ObjectProvider<SendSpans> sendSpans, ObjectProvider<ProcessSpans> processSpans,
			ObjectProvider<TracingFaults> faults) {
		this.sendSpans = sendSpans;
		this.containers = new TracedContainers(processSpans);
		this.faults = faults;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		try {
			trace(bean);
		}
		catch (RuntimeException ex) {
			// A factory or template of the application's own may refuse anything.
			this.faults.getObject().report("preparing a bean for tracing Kafka", ex);
		}
		return bean;
	}

	private void trace(Object bean) {
		if (bean instanceof ProducerFactory<?, ?> factory) {
			trace(factory);
		}
		else if (bean instanceof KafkaTemplate<?, ?> template && !(bean instanceof RoutingKafkaTemplate)) {
			trace(template.getProducerFactory());
		}
		else if (bean instanceof AbstractKafkaListenerContainerFactory<?, ?, ?> factory) {
			trace(factory);
		}
		else if (bean instanceof MessageListenerContainer container) {
			this.containers.trace(container);
		}
	}

	/**
	 * Has the producers of a factory trace. Mocks of templates have none.
	 */
	private <K, V> void trace(@Nullable ProducerFactory<K, V> factory) {
		if (factory == null || isTraced(factory)) {
			return;
		}
		factory.addPostProcessor(new TracingPostProcessor<>(this.sendSpans));
		if (!isTraced(factory)) {
			logger.info("Records sent by producers of " + factory.getClass().getName()
					+ " are not traced: it takes no post-processors; see KafkaTracing.trace");
		}
	}

	private static boolean isTraced(ProducerFactory<?, ?> factory) {
		return factory.getPostProcessors().stream().anyMatch(TracingPostProcessor.class::isInstance);
	}

	private <K, V> void trace(AbstractKafkaListenerContainerFactory<?, K, V> factory) {
		factory.setRecordInterceptor(this.containers.aroundRecords(factory.getRecordInterceptor()));
		factory.setBatchInterceptor(this.containers.aroundBatches(factory.getBatchInterceptor()));
		TracedContainers.observe(factory.getContainerProperties());
	}

	/**
	 * Traces the producers of a factory. Finds out how only when there is one: the
	 * tracing of an application may itself depend on a template.
	 *
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 * @param spans make the spans
	 */
	private record TracingPostProcessor<K, V>(ObjectProvider<SendSpans> spans) implements ProducerPostProcessor<K, V> {

		@Override
		public Producer<K, V> apply(Producer<K, V> producer) {
			return new TracingProducer<>(producer, this.spans.getObject());
		}

	}

}
