package dev.tracing.instrument.sqs.v2;

import dev.tracing.instrument.ReplaceableBeans;
import dev.tracing.logging.TracingFaults;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Traces clients and batch managers that are beans, whoever made them.
 */
final class SqsClientsBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware {

	private static final Log logger = LogFactory.getLog(SqsClientsBeanPostProcessor.class);

	private final ObjectProvider<Operations> operations;

	private final ObjectProvider<TracingFaults> faults;

	private final ReplaceableBeans replaceable = new ReplaceableBeans();

	SqsClientsBeanPostProcessor(ObjectProvider<Operations> operations, ObjectProvider<TracingFaults> faults) {
		this.operations = operations;
		this.faults = faults;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.replaceable.setBeanFactory(beanFactory);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof SqsClient || bean instanceof SqsAsyncClient || bean instanceof SqsAsyncBatchManager)) {
			return bean;
		}
		// What is wrong with the configuration has to stop the start.
		Operations traced = this.operations.getObject();
		try {
			return trace(bean, beanName, traced);
		}
		catch (RuntimeException ex) {
			this.faults.getObject().report("tracing the bean '" + beanName + "'", ex);
			return bean;
		}
	}

	private Object trace(Object bean, String beanName, Operations traced) {
		if (bean instanceof TracingBatchManager || TracingClient.isTraced(bean)) {
			return bean;
		}
		if (!this.replaceable.contain(bean, beanName)) {
			logger.warn("The bean '" + beanName + "' is not traced: it is declared by its class, which nothing can"
					+ " stand in for. Declare it by its interface, or use SqsTracing.trace where it is made");
			return bean;
		}
		return (bean instanceof SqsAsyncBatchManager manager) ? new TracingBatchManager(manager, traced)
				: TracingClient.around(bean, ClassUtils.getAllInterfaces(bean), traced);
	}

}
