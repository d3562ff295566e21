package dev.tracing.instrument.restclient;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Tests with a client that the application makes by hand, on Jetty's library.
 */
class HandMadeRestClientTests extends AbstractRestClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		JettyClientHttpRequestFactory requestFactory(@Value("${test.read-timeout:30000}") int readTimeout) {
			JettyClientHttpRequestFactory requestFactory = new JettyClientHttpRequestFactory();
			requestFactory.setReadTimeout(readTimeout);
			return requestFactory;
		}

		@Bean
		RestClient restClient(JettyClientHttpRequestFactory requestFactory) {
			return RestClient.builder().requestFactory(requestFactory).build();
		}

	}

}
