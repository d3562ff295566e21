package dev.tracing.instrument.webclient;

import java.net.URI;
import java.util.Map;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Tests with an HTTP interface of a group.
 */
class ReactiveHttpInterfaceTests extends AbstractWebClientContractTests {

	@Override
	protected Class<?> configuration() {
		return Application.class;
	}

	@Override
	protected ApplicationContextRunner clientRunner() {
		return super.clientRunner().withPropertyValues("spring.http.clients.reactive.connector=reactor",
				"spring.reactor.netty.shutdown-quiet-period=0s");
	}

	@Override
	protected int send(ApplicationContext context, String method, URI url, Map<String, String> headers) {
		return context.getBean(Service.class)
			.send(HttpMethod.valueOf(method), url, headers)
			.map((response) -> response.getStatusCode().value())
			.onErrorResume(WebClientResponseException.class, (ex) -> Mono.just(ex.getStatusCode().value()))
			.block();
	}

	@Override
	protected int upload(ApplicationContext context, URI url, BodyWriter body) {
		return context.getBean(Service.class).upload(url, publisher(body)).block().getStatusCode().value();
	}

	@Override
	protected String urlTemplate() {
		return null;
	}

	interface Service {

		@HttpExchange
		Mono<ResponseEntity<String>> send(HttpMethod method, URI url, @RequestHeader Map<String, String> headers);

		@PostExchange
		Mono<ResponseEntity<String>> upload(URI url, @RequestBody Flux<DataBuffer> body);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "services", types = Service.class, clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class Application {

	}

}
