package dev.tracing.instrument.sqs.v1;

import com.amazonaws.services.sqs.AmazonSQS;
import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.sqs.CallSpans;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.MessageContextWriter;
import dev.tracing.instrument.sqs.ProcessSpans;
import dev.tracing.instrument.sqs.SqsSpansConfiguration;
import dev.tracing.logging.TracingFaults;

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
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for Amazon SQS with the
 * AWS SDK for Java 1.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(AmazonSQS.class)
@ConditionalOnTracing("sqs")
@Import(SqsSpansConfiguration.class)
@Lazy
public final class SqsV1TracingAutoConfiguration {

	@Bean
	static SqsClientsBeanPostProcessor tracingSqsV1ClientsBeanPostProcessor(
			ObjectProvider<Deferred<TracedCalls>> sqsV1Calls, ObjectProvider<TracingFaults> tracingFaults) {
		return new SqsClientsBeanPostProcessor(sqsV1Calls, tracingFaults);
	}

	@Bean
	Deferred<TracedCalls> sqsV1Calls(ObjectProvider<TracedCalls> sqsV1TracedCalls, TracingFaults tracingFaults) {
		return new Deferred<>(sqsV1TracedCalls, tracingFaults, "tracing a call of SQS");
	}

	@Bean
	TracedCalls sqsV1TracedCalls(CallSpans sqsCallSpans, MessageContextReader sqsContextReader,
			MessageContextWriter sqsContextWriter) {
		return new TracedCalls(sqsCallSpans, sqsContextReader,
				new OutgoingMessages(sqsContextReader, sqsContextWriter));
	}

	@Bean
	AmazonSqsTracing amazonSqsTracing(Deferred<TracedCalls> sqsV1Calls, ProcessSpans sqsProcessSpans) {
		return new AmazonSqsTracing(sqsV1Calls, sqsProcessSpans);
	}

}
