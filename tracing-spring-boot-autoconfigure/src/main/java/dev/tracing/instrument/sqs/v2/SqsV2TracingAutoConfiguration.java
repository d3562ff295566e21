package dev.tracing.instrument.sqs.v2;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageContextWriter;
import dev.tracing.instrument.sqs.ProcessSpans;
import dev.tracing.instrument.sqs.SqsSpansConfiguration;
import dev.tracing.logging.TracingFaults;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;

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
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for SQS through the AWS
 * SDK for Java 2, from that version on that has batch managers.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ SqsClient.class, SqsAsyncBatchManager.class })
@ConditionalOnTracing("sqs")
@Import(SqsSpansConfiguration.class)
@Lazy
public final class SqsV2TracingAutoConfiguration {

	@Bean
	static SqsClientsBeanPostProcessor tracingSqsClientsBeanPostProcessor(
			ObjectProvider<Deferred<Operations>> deferredSqsOperations, ObjectProvider<TracingFaults> tracingFaults) {
		return new SqsClientsBeanPostProcessor(deferredSqsOperations, tracingFaults);
	}

	@Bean
	Operations sqsOperations(CallSpans sqsCallSpans, MessageContextReader sqsContextReader,
			MessageContextWriter sqsContextWriter) {
		return new Operations(sqsCallSpans, sqsContextReader, sqsContextWriter);
	}

	@Bean
	Deferred<Operations> deferredSqsOperations(ObjectProvider<Operations> sqsOperations, TracingFaults tracingFaults) {
		return new Deferred<>(sqsOperations, tracingFaults, "tracing a call of SQS");
	}

	@Bean
	SqsTracing sqsTracing(Deferred<Operations> deferredSqsOperations, ProcessSpans sqsProcessSpans) {
		return new SqsTracing(deferredSqsOperations, sqsProcessSpans);
	}

}
