package dev.tracing.instrument.restclient;

import java.net.URI;
import java.util.Map;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Tests with an HTTP interface of a group.
 */
class HttpInterfaceTests extends AbstractSpringClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Override
	protected ApplicationContextRunner clientRunner() {
		return super.clientRunner().withPropertyValues("spring.http.clients.imperative.factory=jdk");
	}

	@Override
	protected int send(ApplicationContext context, String method, URI url, Map<String, String> headers) {
		try {
			return context.getBean(Service.class)
				.send(HttpMethod.valueOf(method), url, headers)
				.getStatusCode()
				.value();
		}
		catch (RestClientResponseException ex) {
			return ex.getStatusCode().value();
		}
	}

	@Override
	protected int upload(ApplicationContext context, URI url, BodyWriter body) {
		return context.getBean(Service.class).upload(url, body::writeTo).getStatusCode().value();
	}

	interface Service {

		@HttpExchange
		ResponseEntity<String> send(HttpMethod method, URI url, @RequestHeader Map<String, String> headers);

		@PostExchange
		ResponseEntity<String> upload(URI url, @RequestBody StreamingHttpOutputMessage.Body body);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "services", types = Service.class)
	static class Application {

	}

}
