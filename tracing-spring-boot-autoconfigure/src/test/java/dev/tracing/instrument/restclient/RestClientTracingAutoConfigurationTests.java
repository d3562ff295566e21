package dev.tracing.instrument.restclient;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpClientSpans;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestClientTracingAutoConfiguration}.
 */
class RestClientTracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TracingAutoConfiguration.class, RestClientTracingAutoConfiguration.class));

	@Test
	void providesWhatItNeeds() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(HttpClientSpans.class)
			.hasSingleBean(RestClientTracing.class)
			.hasSingleBean(RestClientBeanPostProcessor.class)
			.hasSingleBean(RestClientCustomizer.class)
			.hasSingleBean(RestTemplateCustomizer.class)
			.hasSingleBean(TracingHttpServiceGroupConfigurer.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.restclient.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(HttpClientSpans.class)
				.doesNotHaveBean(RestClientTracing.class)
				.doesNotHaveBean(RestClientBeanPostProcessor.class)
				.doesNotHaveBean(RestClientCustomizer.class)
				.doesNotHaveBean(RestTemplateCustomizer.class)
				.doesNotHaveBean(TracingHttpServiceGroupConfigurer.class);
		});
	}

	@Test
	void backsOffWhenTracingIsOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RestClientTracingAutoConfiguration.class)
				.doesNotHaveBean(RestClientBeanPostProcessor.class));
	}

	@Test
	void backsOffWhenSpringWebIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RestClient.class, RestTemplate.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RestClientTracingAutoConfiguration.class));
	}

	@Test
	void tracesBeansWhenTheBuildersOfSpringBootAreMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.boot.restclient"))
			.withBean(RestTemplate.class, RestTemplate::new)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("tracingRestTemplateCustomizer");
				assertThat(
						TracingClientHttpRequestFactory.traces(context.getBean(RestTemplate.class).getRequestFactory()))
					.isTrue();
			});
	}

	@Test
	void namesThePropertyOfAHeaderThatCannotBe() {
		this.contextRunner.withPropertyValues("tracing.http.client.capture-request-headers=x tenant")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.http.client.capture-request-headers"));
	}

}
