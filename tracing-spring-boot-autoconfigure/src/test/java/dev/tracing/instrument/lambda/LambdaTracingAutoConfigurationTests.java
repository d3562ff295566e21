package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.function.context.catalog.FunctionAroundWrapper;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry.FunctionInvocationWrapper;
import org.springframework.messaging.converter.MessageConverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link LambdaTracingAutoConfiguration}.
 */
class LambdaTracingAutoConfigurationTests {

	private static final String ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME=orders";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, ObservationAutoConfiguration.class,
				org.springframework.cloud.function.observability.ObservationAutoConfiguration.class,
				LambdaTracingAutoConfiguration.class));

	@Test
	void offersTracing() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(LambdaTracing.class)
			.hasSingleBean(SqsEventTracing.class));
	}

	@Test
	void leavesEverythingElseAloneElsewhere() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(IdGenerator.class)
			.doesNotHaveBean(TracingFunctionWrapper.class)
			.doesNotHaveBean(MessageConverter.class));
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		this.runner.withPropertyValues(ON_LAMBDA, "tracing.lambda.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LambdaTracing.class)
				.doesNotHaveBean(IdGenerator.class)
				.doesNotHaveBean(TracingFunctionWrapper.class));
	}

	@Test
	void backsOffWithoutLambda() {
		this.runner.withClassLoader(new FilteredClassLoader(RequestHandler.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LambdaTracingAutoConfiguration.class));
	}

	@Test
	void doesWithoutTypesOfEvents() {
		this.runner.withPropertyValues(ON_LAMBDA)
			.withClassLoader(new FilteredClassLoader(SQSEvent.class.getPackageName()))
			.run((context) -> assertThat(context).hasSingleBean(LambdaTracing.class)
				.doesNotHaveBean(SqsEventTracing.class));
	}

	@Test
	void doesWithoutSpringCloudFunction() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TracingAutoConfiguration.class, LambdaTracingAutoConfiguration.class))
			.withPropertyValues(ON_LAMBDA)
			.withClassLoader(new FilteredClassLoader("org.springframework.cloud", "org.springframework.messaging"))
			.run((context) -> assertThat(context).hasSingleBean(LambdaTracing.class)
				.doesNotHaveBean(FunctionAroundWrapper.class));
	}

	@Test
	void takesThePlaceOfTheWrapperOfSpringCloudFunction() {
		this.runner.withPropertyValues(ON_LAMBDA)
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasSingleBean(FunctionAroundWrapper.class)
				.hasSingleBean(TracingFunctionWrapper.class));
	}

	@Test
	void leavesThePlaceToTheWrapperOfTheApplication() {
		this.runner.withPropertyValues(ON_LAMBDA)
			.withBean(OwnWrapper.class)
			.run((context) -> assertThat(context).hasSingleBean(FunctionAroundWrapper.class)
				.hasSingleBean(OwnWrapper.class));
	}

	@Test
	void idsComeFromSecureRandomOnLambda() {
		this.runner.withPropertyValues(ON_LAMBDA)
			.run((context) -> assertThat(context).hasSingleBean(SecureRandomIdGenerator.class));
	}

	@Test
	void idsComeFromTheApplicationIfItHasAGenerator() {
		this.runner.withPropertyValues(ON_LAMBDA).withBean(IdGenerator.class, OwnIdGenerator::new).run((context) -> {
			assertThat(context).hasSingleBean(IdGenerator.class).doesNotHaveBean(SecureRandomIdGenerator.class);
			assertThat(context.getBean(Tracer.class).spanBuilder("work").startSpan().getSpanContext().getSpanId())
				.isEqualTo("00000000000000ab");
		});
	}

	@Test
	void refusesNegativeTimeout() {
		this.runner.withPropertyValues("tracing.lambda.flush-timeout=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.lambda.flush-timeout"));
	}

	@Test
	void refusesUnknownUseOfXRay() {
		this.runner.withPropertyValues("tracing.lambda.xray=perhaps")
			.run((context) -> assertThat(catchThrowable(() -> context.getBean(LambdaTracing.class)))
				.hasStackTraceContaining("tracing.lambda.xray"));
	}

	static class OwnWrapper extends FunctionAroundWrapper {

		@Override
		protected Object doApply(Object input, FunctionInvocationWrapper function) {
			return function.apply(input);
		}

	}

	private static final class OwnIdGenerator implements IdGenerator {

		@Override
		public String generateTraceId() {
			return "000000000000000000000000000000cd";
		}

		@Override
		public String generateSpanId() {
			return "00000000000000ab";
		}

	}

}
