package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpClient;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;

/**
 * Puts a tracing client around clients of the JDK. Other implementations are left alone,
 * for the application may want them by their own type.
 */
final class JdkHttpBeanPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ObjectProvider<Deferred<HttpClientSpans>> spans;

	private final ObjectProvider<TracingFaults> faults;

	JdkHttpBeanPostProcessor(ObjectProvider<Deferred<HttpClientSpans>> spans, ObjectProvider<TracingFaults> faults) {
		this.spans = spans;
		this.faults = faults;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof HttpClient client && bean.getClass().getModule() == HttpClient.class.getModule())
				? new TracingHttpClient(client, this.spans.getObject(), this.faults.getObject()) : bean;
	}

}
