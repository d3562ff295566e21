package dev.tracing.instrument.lambda;

import java.time.Duration;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for AWS Lambda.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class,
		beforeName = "org.springframework.cloud.function.observability.ObservationAutoConfiguration")
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(RequestHandler.class)
@ConditionalOnTracing("lambda")
@EnableConfigurationProperties(LambdaTracingProperties.class)
@Import({ LambdaEventsConfiguration.class, FunctionTracingConfiguration.class })
@Lazy
public final class LambdaTracingAutoConfiguration {

	/**
	 * Set by Lambda in the environment of every function.
	 */
	static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";

	@Bean
	@ConditionalOnMissingBean(IdGenerator.class)
	@ConditionalOnProperty(FUNCTION_NAME)
	SecureRandomIdGenerator lambdaIdGenerator() {
		return new SecureRandomIdGenerator();
	}

	@Bean
	InvocationSpans lambdaInvocationSpans(Tracer openTelemetryTracer, ObjectProvider<StartAttributes> startAttributes,
			LambdaTracingProperties properties) {
		return new InvocationSpans(openTelemetryTracer, startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED),
				new XRayContexts(properties.getXray(), XRayContexts::processHeader));
	}

	/**
	 * Made at once: what is wrong with the properties has to stop the start.
	 */
	@Bean
	@Lazy(false)
	Invocations lambdaInvocations(OpenTelemetry openTelemetry, ObjectProvider<SdkTracerProvider> tracerProvider,
			ObjectProvider<EventType> eventTypes, InvocationSpans lambdaInvocationSpans,
			LambdaTracingProperties properties, Environment environment, TracingFaults tracingFaults) {
		TraceFlush flush = new TraceFlush(new SdkFlush(openTelemetry, tracerProvider.getIfAvailable()),
				flushTimeout(properties), tracingFaults);
		return new Invocations(environment.getProperty(FUNCTION_NAME, "function"), eventTypes.orderedStream().toList(),
				lambdaInvocationSpans, flush, tracingFaults);
	}

	private static Duration flushTimeout(LambdaTracingProperties properties) {
		Duration timeout = properties.getFlushTimeout();
		if (timeout.isNegative()) {
			throw new InvalidTracingPropertyException("tracing.lambda.flush-timeout", timeout,
					"nobody can wait for a negative time",
					"Set a duration such as 500ms or 2s, or 0 to leave the export to chance.");
		}
		return timeout;
	}

	@Bean
	LambdaTracing lambdaTracing(Invocations lambdaInvocations) {
		return new LambdaTracing(lambdaInvocations);
	}

}
