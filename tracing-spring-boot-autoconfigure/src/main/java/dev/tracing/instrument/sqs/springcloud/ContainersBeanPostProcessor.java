package dev.tracing.instrument.sqs.springcloud;

import dev.tracing.instrument.sqs.ProcessSpans;
import io.awspring.cloud.sqs.listener.MessageListenerContainer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Puts tracing into containers that are beans.
 */
final class ContainersBeanPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<ProcessSpans> processSpans;

	ContainersBeanPostProcessor(ObjectProvider<ProcessSpans> processSpans) {
		this.processSpans = processSpans;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MessageListenerContainer<?> container) {
			new TracedContainers(this.processSpans).trace(container);
		}
		return bean;
	}

}
