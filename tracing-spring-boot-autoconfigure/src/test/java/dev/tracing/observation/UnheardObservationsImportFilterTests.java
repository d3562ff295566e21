package dev.tracing.observation;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.observation.ObservationRestClientCustomizer;
import org.springframework.boot.restclient.observation.ObservationRestTemplateCustomizer;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webclient.observation.ObservationWebClientCustomizer;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnheardObservationsImportFilter} and {@link HeardObservations}, with
 * every auto-configuration on the class path except that of meters.
 */
class UnheardObservationsImportFilterTests {

	private static final String NO_METERS = "spring.autoconfigure.exclude=" + MetricsAutoConfiguration.class.getName();

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withUserConfiguration(Everything.class)
		.withPropertyValues("spring.batch.job.enabled=false", NO_METERS);

	@Test
	void leavesOutWhatNobodyHears() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(ObservationRegistry.class)
				.hasSingleBean(ObservationSpanHandler.class)
				.hasBean("restClientBuilder");
			assertIsLeftOut(context);
			assertThat(ConditionEvaluationReport.get(context.getBeanFactory())
				.getConditionAndOutcomesBySource()
				.get(WebMvcObservationAutoConfiguration.class.getName()))
				.anySatisfy((outcome) -> assertThat(outcome.getOutcome().getMessage()).contains("there are no meters"));
		});
	}

	@Test
	void makesTheRegistryWhenItIsAskedFor() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBeanFactory().getBeanDefinition("observationRegistry").isLazyInit()).isTrue();
			Observation observation = Observation.start("work", context.getBean(ObservationRegistry.class));
			TracingContext tracing = observation.getContext().get(TracingContext.class);
			assertThat(tracing).isNotNull();
			assertThat(tracing.getSpan()).isNotNull();
			observation.stop();
		});
	}

	@Test
	void leavesTheRegistryAloneWhereSomebodyListens() {
		this.contextRunner.withBean(ObservationTextPublisher.class, ObservationTextPublisher::new)
			.run((context) -> assertThat(context.getBeanFactory().getBeanDefinition("observationRegistry").isLazyInit())
				.isFalse());
	}

	@Test
	void leavesSpringBootAloneWhereThereAreMeters() {
		assertIsThere(new WebApplicationContextRunner().withUserConfiguration(Everything.class)
			.withPropertyValues("spring.batch.job.enabled=false"));
	}

	@Test
	void bringsBackWhatAnotherHandlerMayHear() {
		assertIsThere(this.contextRunner.withBean(ObservationTextPublisher.class, ObservationTextPublisher::new));
	}

	@Test
	void bringsBackWhatACustomizedRegistryMayHear() {
		assertIsThere(this.contextRunner.withBean(ObservationRegistryCustomizer.class, () -> (registry) -> {
		}));
	}

	@Test
	void bringsBackWhatARegistryOfTheApplicationMayHear() {
		assertIsThere(this.contextRunner.withBean("mine", ObservationRegistry.class, ObservationRegistry::create));
		assertIsThere(this.contextRunner.withBean("observationRegistry", ObservationRegistry.class,
				ObservationRegistry::create));
	}

	@Test
	void bringsBackTheHandlersThatATracerOfTheApplicationNeeds() {
		assertIsThere(this.contextRunner.withBean("mine", Tracer.class, () -> Tracer.NOOP));
	}

	@Test
	void leavesSpringBootAloneWhereAnnotationsAreObserved() {
		assertIsThere(this.contextRunner.withPropertyValues("management.observations.annotations.enabled=true"));
	}

	@Test
	void leavesSpringBootAloneWhenSwitchedOff() {
		assertIsThere(this.contextRunner.withPropertyValues("tracing.enabled=false"));
	}

	@Test
	void leavesSpringBootAloneWithoutTheBridge() {
		this.contextRunner.withPropertyValues(NO_METERS + "," + ObservationTracingAutoConfiguration.class.getName())
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ObservationRestClientCustomizer.class)
				.hasBean("webMvcObservationFilter"));
	}

	@Test
	void doesNotBringBackWhatTheApplicationExcludes() {
		this.contextRunner.withBean(ObservationTextPublisher.class, ObservationTextPublisher::new)
			.withPropertyValues(NO_METERS + "," + RestClientObservationAutoConfiguration.class.getName())
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ObservationRestClientCustomizer.class)
				.hasSingleBean(ObservationRestTemplateCustomizer.class));
	}

	@Test
	void bringsBackNothingThatWasNotLeftOut() {
		new WebApplicationContextRunner().withBean(HeardObservations.class, () -> new HeardObservations())
			.withBean(ObservationTextPublisher.class, ObservationTextPublisher::new)
			.withBean(RestClient.Builder.class, RestClient::builder)
			.run(UnheardObservationsImportFilterTests::assertIsLeftOut);
	}

	private static void assertIsThere(WebApplicationContextRunner contextRunner) {
		contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(ObservationRestClientCustomizer.class)
			.hasSingleBean(ObservationRestTemplateCustomizer.class)
			.hasSingleBean(ObservationWebClientCustomizer.class)
			.hasSingleBean(DefaultTracingObservationHandler.class)
			.hasBean("tracingObservationHandlerGroup")
			.hasBean("observabilitySchedulingConfigurer")
			.hasBean("webMvcObservationFilter"));
	}

	private static void assertIsLeftOut(AssertableWebApplicationContext context) {
		assertThat(context).doesNotHaveBean(ObservationRestClientCustomizer.class)
			.doesNotHaveBean(ObservationRestTemplateCustomizer.class)
			.doesNotHaveBean(ObservationWebClientCustomizer.class)
			.doesNotHaveBean(DefaultTracingObservationHandler.class)
			.doesNotHaveBean("observabilitySchedulingConfigurer")
			.doesNotHaveBean("webMvcObservationFilter");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

	}

}
