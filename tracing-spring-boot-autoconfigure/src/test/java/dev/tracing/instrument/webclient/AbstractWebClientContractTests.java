package dev.tracing.instrument.webclient;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executor;

import dev.tracing.instrument.http.AbstractHttpClientContractTests;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/**
 * Sends requests with a {@link WebClient}.
 */
abstract class AbstractWebClientContractTests extends AbstractHttpClientContractTests {

	private static final Executor BODY = (task) -> {
		Thread thread = new Thread(task, "body");
		thread.setDaemon(true);
		thread.start();
	};

	/**
	 * Return the configuration of the application.
	 */
	protected abstract Class<?> configuration();

	@Override
	protected ApplicationContextRunner clientRunner() {
		return new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(WebClientTracingAutoConfiguration.class, HttpClientAutoConfiguration.class,
						ReactiveHttpClientAutoConfiguration.class, CodecsAutoConfiguration.class,
						WebClientAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
						ReactiveHttpServiceClientAutoConfiguration.class))
			.withUserConfiguration(configuration());
	}

	@Override
	protected String enabledProperty() {
		return "tracing.webclient.enabled";
	}

	@Override
	protected int send(ApplicationContext context, String method, URI url, Map<String, String> headers) {
		return context.getBean(WebClient.class)
			.method(HttpMethod.valueOf(method))
			.uri(url.toString().replace("/status/200", "/status/{status}"), 200)
			.headers((target) -> headers.forEach(target::set))
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.block();
	}

	@Override
	protected int upload(ApplicationContext context, URI url, BodyWriter body) {
		return context.getBean(WebClient.class)
			.post()
			.uri(url)
			.body(publisher(body), DataBuffer.class)
			.exchangeToMono(ClientResponse::toBodilessEntity)
			.block()
			.getStatusCode()
			.value();
	}

	static Flux<DataBuffer> publisher(BodyWriter body) {
		return Flux.from(DataBufferUtils.outputStreamPublisher((out) -> write(body, out),
				DefaultDataBufferFactory.sharedInstance, BODY));
	}

	private static void write(BodyWriter body, OutputStream out) {
		try {
			body.writeTo(out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	protected Throwable libraryFailure(Exception failure) {
		return (failure instanceof WebClientRequestException wrapper) ? wrapper.getCause() : failure;
	}

	@Override
	protected String urlTemplate() {
		return "/status/{status}";
	}

}
