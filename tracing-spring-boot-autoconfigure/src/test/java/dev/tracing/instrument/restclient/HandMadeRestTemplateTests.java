package dev.tracing.instrument.restclient;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/**
 * Tests with a template made with {@code new}, on the JDK's old library.
 */
class HandMadeRestTemplateTests extends AbstractRestTemplateContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		RestTemplate restTemplate(@Value("${test.read-timeout:30000}") int readTimeout) {
			RestTemplate restTemplate = new RestTemplate();
			((SimpleClientHttpRequestFactory) restTemplate.getRequestFactory()).setReadTimeout(readTimeout);
			return restTemplate;
		}

	}

}
