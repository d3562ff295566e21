package dev.tracing.instrument.sqs.v1;

import java.util.ArrayList;
import java.util.List;

import com.amazonaws.AmazonWebServiceClient;
import com.amazonaws.client.builder.AwsClientBuilder;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSAsyncClientBuilder;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import dev.tracing.instrument.ClientBeanPostProcessor;
import dev.tracing.instrument.Deferred;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Has clients trace, and what builders build. A client is not replaced if the application
 * can ask for it by its class.
 */
final class SqsClientsBeanPostProcessor extends ClientBeanPostProcessor {

	private final ObjectProvider<Deferred<TracedCalls>> calls;

	SqsClientsBeanPostProcessor(ObjectProvider<Deferred<TracedCalls>> calls, ObjectProvider<TracingFaults> faults) {
		super(faults);
		this.calls = calls;
	}

	@Override
	protected boolean supports(Object bean) {
		return bean instanceof AmazonSQS || bean instanceof AmazonSQSClientBuilder
				|| bean instanceof AmazonSQSAsyncClientBuilder;
	}

	@Override
	protected Object trace(Object bean, String beanName, boolean knownByClass) {
		if (!(bean instanceof AmazonSQS client)) {
			trace((AwsClientBuilder<?, ?>) bean);
			return bean;
		}
		if (!knownByClass) {
			return TracingClient.around(client, this.calls.getObject());
		}
		if (!addHandler(client)) {
			sayUntraced(beanName,
					", unless its builder is a bean, too: declare it as AmazonSQS or AmazonSQSAsync instead of "
							+ client.getClass().getName() + ", or see AmazonSqsTracing.trace");
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
