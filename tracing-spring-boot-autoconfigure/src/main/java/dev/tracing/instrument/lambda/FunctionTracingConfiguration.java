package dev.tracing.instrument.lambda;

import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.function.context.catalog.FunctionAroundWrapper;
import org.springframework.cloud.function.observability.FunctionObservationConvention;
import org.springframework.cloud.function.observability.ObservationFunctionAroundWrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Functions of Spring Cloud Function that Lambda invokes.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(FunctionAroundWrapper.class)
@ConditionalOnProperty(LambdaTracingAutoConfiguration.FUNCTION_NAME)
@Lazy
class FunctionTracingConfiguration {

	/**
	 * Takes the place of the wrapper that makes observations, and so calls it.
	 */
	@Bean
	@ConditionalOnMissingBean(FunctionAroundWrapper.class)
	TracingFunctionWrapper lambdaFunctionWrapper(Invocations lambdaInvocations,
			ObjectProvider<MessageConverter> converters, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<FunctionObservationConvention> convention) {
		ObservationRegistry registry = observationRegistry.getIfAvailable();
		FunctionAroundWrapper observing = (registry != null)
				? new ObservationFunctionAroundWrapper(registry, convention.getIfAvailable()) : null;
		return new TracingFunctionWrapper(lambdaInvocations, new FunctionEvents(converters), observing);
	}

	@Bean
	AnswerListener lambdaAnswerListener(Invocations lambdaInvocations) {
		return new AnswerListener(lambdaInvocations);
	}

	@Bean
	EventType lambdaFunctionMessages(InvocationSpans lambdaInvocationSpans, OpenTelemetry openTelemetry) {
		return new FunctionMessageType(lambdaInvocationSpans, openTelemetry.getPropagators().getTextMapPropagator());
	}

}
