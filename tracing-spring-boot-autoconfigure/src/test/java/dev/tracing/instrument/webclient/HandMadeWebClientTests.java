package dev.tracing.instrument.webclient;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Tests with a client that the application makes by hand, on the JDK's library.
 */
class HandMadeWebClientTests extends AbstractWebClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		WebClient webClient(@Value("${test.read-timeout:30000}") int readTimeout) {
			JdkClientHttpConnector connector = new JdkClientHttpConnector();
			connector.setReadTimeout(Duration.ofMillis(readTimeout));
			return WebClient.builder().clientConnector(connector).build();
		}

	}

}
