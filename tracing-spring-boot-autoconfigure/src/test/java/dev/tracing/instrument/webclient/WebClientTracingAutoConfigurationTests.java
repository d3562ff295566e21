package dev.tracing.instrument.webclient;

import java.util.ArrayList;
import java.util.List;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.instrument.restclient.RestClientTracingAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebClientTracingAutoConfiguration}.
 */
class WebClientTracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TracingAutoConfiguration.class, WebClientTracingAutoConfiguration.class));

	@Test
	void providesWhatItNeeds() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(HttpClientSpans.class)
			.hasSingleBean(WebClientTracing.class)
			.hasSingleBean(WebClientBeanPostProcessor.class)
			.hasSingleBean(WebClientCustomizer.class)
			.hasSingleBean(TracingWebClientGroupConfigurer.class));
	}

	@Test
	void standsBesideTheOtherClientOfSpring() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(RestClientTracingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HttpClientSpans.class)
				.hasSingleBean(WebClientTracing.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.webclient.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(HttpClientSpans.class)
				.doesNotHaveBean(WebClientTracing.class)
				.doesNotHaveBean(WebClientBeanPostProcessor.class)
				.doesNotHaveBean(WebClientCustomizer.class)
				.doesNotHaveBean(TracingWebClientGroupConfigurer.class);
		});
	}

	@Test
	void backsOffWhenTracingIsOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebClientTracingAutoConfiguration.class)
				.doesNotHaveBean(WebClientBeanPostProcessor.class));
	}

	@Test
	void backsOffWhenWebFluxIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebClientTracingAutoConfiguration.class));
	}

	@Test
	void tracesBeansWhenTheBuilderOfSpringBootIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.boot.webclient"))
			.withBean(WebClient.class, WebClient::create)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("tracingWebClientCustomizer");
				List<ExchangeFilterFunction> filters = new ArrayList<>();
				context.getBean(WebClient.class).mutate().filters(filters::addAll);
				assertThat(filters).singleElement().isInstanceOf(TracingExchangeFilter.class);
			});
	}

}
