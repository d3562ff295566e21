package dev.tracing.instrument.sqs.v1;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.amazonaws.AmazonWebServiceClient;
import com.amazonaws.client.builder.AwsClientBuilder;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSAsyncClientBuilder;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.ProxyableBeans;
import dev.tracing.logging.TracingFaults;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Has clients trace, and what builders build. A client is not replaced if the application
 * can ask for it by its class.
 */
final class SqsClientsBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(SqsClientsBeanPostProcessor.class);

	private final ObjectProvider<Deferred<TracedCalls>> calls;

	private final ObjectProvider<TracingFaults> faults;

	private final Set<String> named = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beanFactory;

	SqsClientsBeanPostProcessor(ObjectProvider<Deferred<TracedCalls>> calls, ObjectProvider<TracingFaults> faults) {
		this.calls = calls;
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
		if (ProxyableBeans.isStandIn(bean)) {
			return bean;
		}
		try {
			if (bean instanceof AmazonSQS client) {
				return trace(client, beanName);
			}
			if (bean instanceof AmazonSQSClientBuilder || bean instanceof AmazonSQSAsyncClientBuilder) {
				trace((AwsClientBuilder<?, ?>) bean);
			}
		}
		catch (RuntimeException ex) {
			// A client of the application's own may be anything.
			this.faults.getObject().report("preparing a bean for tracing SQS", ex);
		}
		return bean;
	}

	private Object trace(AmazonSQS client, String beanName) {
		if (!ProxyableBeans.isKnownByClass(this.beanFactory, client, beanName)) {
			return TracingClient.around(client, this.calls.getObject());
		}
		if (!addHandler(client) && this.named.add(beanName)) {
			logger.info("Calls of bean '" + beanName + "' are traced only if its builder is a bean, too: declare it as "
					+ "AmazonSQS or AmazonSQSAsync instead of " + client.getClass().getName()
					+ ", or see AmazonSqsTracing.trace");
		}
		return client;
	}

	/**
	 * Only a client that was not made by a builder takes handlers.
	 */
	@SuppressWarnings("deprecation")
	private boolean addHandler(AmazonSQS client) {
		if (!(client instanceof AmazonWebServiceClient mutable)) {
			return false;
		}
		try {
			mutable.addRequestHandler(new TracingRequestHandler(this.calls.getObject()));
			return true;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	private void trace(AwsClientBuilder<?, ?> builder) {
		List<RequestHandler2> handlers = new ArrayList<>();
		if (builder.getRequestHandlers() != null) {
			handlers.addAll(builder.getRequestHandlers());
		}
		if (handlers.stream().noneMatch(TracingRequestHandler.class::isInstance)) {
			handlers.add(new TracingRequestHandler(this.calls.getObject()));
			builder.setRequestHandlers(handlers.toArray(new RequestHandler2[0]));
		}
	}

}
