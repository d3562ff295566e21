package dev.tracing.instrument.sqs.springcloud;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.sqs.ProcessSpans;
import dev.tracing.instrument.sqs.SqsSpansConfiguration;
import io.awspring.cloud.sqs.listener.MessageListenerContainerRegistry;
import io.awspring.cloud.sqs.listener.SqsMessageListenerContainer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for Spring Cloud AWS SQS.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(SqsMessageListenerContainer.class)
@ConditionalOnTracing("sqs")
@Import(SqsSpansConfiguration.class)
@Lazy
public final class SpringCloudSqsTracingAutoConfiguration {

	@Bean
	static ContainersBeanPostProcessor tracingSqsContainersBeanPostProcessor(
			ObjectProvider<ProcessSpans> sqsProcessSpans) {
		return new ContainersBeanPostProcessor(sqsProcessSpans);
	}

	@Bean
	@Lazy(false)
	ContainersLifecycle tracingSqsContainersLifecycle(ObjectProvider<MessageListenerContainerRegistry> registries,
			ObjectProvider<ProcessSpans> sqsProcessSpans) {
		return new ContainersLifecycle(registries, sqsProcessSpans);
	}

	@Bean
	SqsMessageTracing sqsMessageTracing(ProcessSpans sqsProcessSpans) {
		return new SqsMessageTracing(sqsProcessSpans);
	}

}
