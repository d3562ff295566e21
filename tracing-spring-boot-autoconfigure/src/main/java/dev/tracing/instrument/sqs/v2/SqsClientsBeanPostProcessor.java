package dev.tracing.instrument.sqs.v2;

import dev.tracing.instrument.ClientBeanPostProcessor;
import dev.tracing.instrument.Deferred;
import dev.tracing.logging.TracingFaults;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * Traces clients and batch managers that are beans, whoever made them.
 */
final class SqsClientsBeanPostProcessor extends ClientBeanPostProcessor {

	private final ObjectProvider<Deferred<Operations>> operations;

	SqsClientsBeanPostProcessor(ObjectProvider<Deferred<Operations>> operations, ObjectProvider<TracingFaults> faults) {
		super(faults);
		this.operations = operations;
	}

	@Override
	protected boolean supports(Object bean) {
		return bean instanceof SqsClient || bean instanceof SqsAsyncClient || bean instanceof SqsAsyncBatchManager;
	}

	@Override
	protected Object trace(Object bean, String beanName, boolean knownByClass) {
		if (bean instanceof TracingBatchManager || TracingClient.isTraced(bean)) {
			return bean;
		}
		if (knownByClass) {
			sayUntraced(beanName, ": declare it by its interface instead of " + bean.getClass().getName()
					+ ", or see SqsTracing.trace");
			return bean;
		}
		return (bean instanceof SqsAsyncBatchManager manager)
				? new TracingBatchManager(manager, this.operations.getObject())
				: TracingClient.around(bean, ClassUtils.getAllInterfaces(bean), this.operations.getObject());
	}

}
