package dev.tracing.instrument.webclient;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Tests with a client from Spring Boot's builder, on Reactor Netty.
 */
class BuiltWebClientTests extends AbstractWebClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Override
	protected ApplicationContextRunner clientRunner() {
		return super.clientRunner().withPropertyValues("spring.http.clients.reactive.connector=reactor",
				"spring.reactor.netty.shutdown-quiet-period=0s");
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		WebClient webClient(WebClient.Builder builder) {
			return builder.build();
		}

	}

}
