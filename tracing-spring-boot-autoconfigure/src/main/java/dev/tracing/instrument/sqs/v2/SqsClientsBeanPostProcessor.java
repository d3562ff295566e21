package dev.tracing.instrument.sqs.v2;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.ProxyableBeans;
import dev.tracing.logging.TracingFaults;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.ClassUtils;

/**
 * Traces clients and batch managers that are beans, whoever made them. One that the
 * application can ask for by its class is not replaced. Comes before aspects, which so
 * are around what is traced.
 */
final class SqsClientsBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(SqsClientsBeanPostProcessor.class);

	private final ObjectProvider<Deferred<Operations>> operations;

	private final ObjectProvider<TracingFaults> faults;

	private final Set<String> named = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beanFactory;

	SqsClientsBeanPostProcessor(ObjectProvider<Deferred<Operations>> operations, ObjectProvider<TracingFaults> faults) {
		this.operations = operations;
		this.faults = faults;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof SqsClient || bean instanceof SqsAsyncClient || bean instanceof SqsAsyncBatchManager)
				|| ProxyableBeans.isStandIn(bean)) {
			return bean;
		}
		try {
			return trace(bean, beanName);
		}
		catch (RuntimeException ex) {
			// A client of the application's own may be anything.
			this.faults.getObject().report("preparing a bean for tracing SQS", ex);
			return bean;
		}
	}

	private Object trace(Object bean, String beanName) {
		if (bean instanceof TracingBatchManager || TracingClient.isTraced(bean)) {
			return bean;
		}
		if (ProxyableBeans.isKnownByClass(this.beanFactory, bean, beanName)) {
			if (this.named.add(beanName)) {
				logger.info("Calls of bean '" + beanName + "' are not traced: declare it by its interface instead of "
						+ bean.getClass().getName() + ", or see SqsTracing.trace");
			}
			return bean;
		}
		return (bean instanceof SqsAsyncBatchManager manager)
				? new TracingBatchManager(manager, this.operations.getObject())
				: TracingClient.around(bean, ClassUtils.getAllInterfaces(bean), this.operations.getObject());
	}

}
