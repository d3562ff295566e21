package dev.tracing.instrument.restclient;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Makes clients trace that the application made by hand. Comes before post-processors
 * that put a proxy around a bean, and leaves proxies alone: what they stand for is a bean
 * of its own, or not there yet.
 */
final class RestClientBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<RestClientTracing> tracing;

	RestClientBeanPostProcessor(ObjectProvider<RestClientTracing> tracing) {
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
		if (bean instanceof RestTemplate restTemplate) {
			this.tracing.getObject().trace(restTemplate);
			return restTemplate;
		}
		if (bean instanceof RestClient restClient) {
			return this.tracing.getObject().trace(restClient);
		}
		if (bean instanceof RestClient.Builder builder) {
			return TracingRestClientBuilder.of(builder, this.tracing.getObject());
		}
		return bean;
	}

}
