package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.HttpSpansConfiguration;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.ProcessSpans;
import dev.tracing.instrument.sqs.SqsSpansConfiguration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * Events whose types come from {@code aws-lambda-java-events}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(SQSEvent.class)
@Import({ HttpSpansConfiguration.class, SqsSpansConfiguration.class })
@Lazy
class LambdaEventsConfiguration {

	@Bean
	EventType lambdaRestApiEvents(HttpServerSpans httpServerSpans, InvocationSpans lambdaInvocationSpans) {
		return new HttpEventType<>(APIGatewayProxyRequestEvent.class, RestApiGetter.INSTANCE, httpServerSpans,
				lambdaInvocationSpans);
	}

	@Bean
	EventType lambdaHttpApiEvents(HttpServerSpans httpServerSpans, InvocationSpans lambdaInvocationSpans) {
		return new HttpEventType<>(APIGatewayV2HTTPEvent.class, HttpApiGetter.INSTANCE, httpServerSpans,
				lambdaInvocationSpans);
	}

	@Bean
	EventType lambdaLoadBalancerEvents(HttpServerSpans httpServerSpans, InvocationSpans lambdaInvocationSpans) {
		return new HttpEventType<>(ApplicationLoadBalancerRequestEvent.class, LoadBalancerGetter.INSTANCE,
				httpServerSpans, lambdaInvocationSpans);
	}

	@Bean
	EventType lambdaSqsEvents(InvocationSpans lambdaInvocationSpans, ProcessSpans sqsProcessSpans,
			MessageContextReader sqsContextReader) {
		return new SqsEventType(lambdaInvocationSpans, sqsProcessSpans, sqsContextReader);
	}

	@Bean
	SqsEventTracing sqsEventTracing(Invocations lambdaInvocations, ProcessSpans sqsProcessSpans) {
		return new SqsEventTracing(lambdaInvocations, sqsProcessSpans);
	}

}
