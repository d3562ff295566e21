package dev.tracing.instrument.restclient;

import dev.tracing.instrument.http.AbstractHttpClientContractTests;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.RestClientException;

/**
 * What holds for all clients of Spring.
 */
abstract class AbstractSpringClientContractTests extends AbstractHttpClientContractTests {

	/**
	 * Return the configuration of the application.
	 */
	protected abstract Class<?> configuration();

	@Override
	protected ApplicationContextRunner clientRunner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RestClientTracingAutoConfiguration.class,
					HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
					HttpMessageConvertersAutoConfiguration.class, RestClientAutoConfiguration.class,
					RestTemplateAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
					HttpServiceClientAutoConfiguration.class))
			.withUserConfiguration(configuration());
	}

	@Override
	protected String enabledProperty() {
		return "tracing.restclient.enabled";
	}

	@Override
	protected Throwable libraryFailure(Exception failure) {
		return (failure instanceof RestClientException wrapper) ? wrapper.getCause() : failure;
	}

}
