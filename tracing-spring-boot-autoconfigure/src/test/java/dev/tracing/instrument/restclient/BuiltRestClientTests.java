package dev.tracing.instrument.restclient;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/**
 * Tests with a client from Spring Boot's builder, on the JDK's library.
 */
class BuiltRestClientTests extends AbstractRestClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Override
	protected ApplicationContextRunner clientRunner() {
		return super.clientRunner().withPropertyValues("spring.http.clients.imperative.factory=jdk");
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

	}

}
