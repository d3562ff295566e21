package dev.tracing.instrument.webclient;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Tests with a client from Spring Boot's builder, on the client of HttpComponents.
 */
class HttpComponentsWebClientTests extends AbstractWebClientContractTests {

	@Override
	protected Class<?> configuration() {
		return BuiltWebClientTests.Application.class;
	}

	@Override
	protected ApplicationContextRunner clientRunner() {
		return super.clientRunner().withPropertyValues("spring.http.clients.reactive.connector=http-components");
	}

}
