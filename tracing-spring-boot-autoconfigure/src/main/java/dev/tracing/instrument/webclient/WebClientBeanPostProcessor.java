package dev.tracing.instrument.webclient;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes clients trace that the application made by hand. Comes before post-processors
 * that put a proxy around a bean, and leaves proxies alone: what they stand for is a bean
 * of its own, or not there yet.
 */
final class WebClientBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<WebClientTracing> tracing;

	WebClientBeanPostProcessor(ObjectProvider<WebClientTracing> tracing) {
		this.tracing = tracing;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (AopUtils.isAopProxy(bean)) {
			return bean;
		}
		if (bean instanceof WebClient webClient) {
			return this.tracing.getObject().trace(webClient);
		}
		if (bean instanceof WebClient.Builder builder) {
			return TracingWebClientBuilder.of(builder, this.tracing.getObject());
		}
		return bean;
	}

}
