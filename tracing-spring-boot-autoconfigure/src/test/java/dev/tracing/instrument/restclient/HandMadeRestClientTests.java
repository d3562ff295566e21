package dev.tracing.instrument.restclient;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Tests with a client that the application makes by hand.
 */
class HandMadeRestClientTests extends AbstractRestClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		RestClient restClient(@Value("${test.read-timeout:0}") int readTimeout) {
			if (readTimeout == 0) {
				return RestClient.create();
			}
			JdkClientHttpRequestFactory requestFactory = new JdkClientHttpRequestFactory();
			requestFactory.setReadTimeout(Duration.ofMillis(readTimeout));
			return RestClient.builder().requestFactory(requestFactory).build();
		}

	}

}
