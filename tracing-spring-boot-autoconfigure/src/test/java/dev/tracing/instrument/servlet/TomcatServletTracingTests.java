package dev.tracing.instrument.servlet;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFilter} in Tomcat.
 */
class TomcatServletTracingTests extends AbstractServletTracingTests {

	TomcatServletTracingTests() {
		super(TestServer.TOMCAT);
	}

	@Test
	void knowsHttp2() throws Exception {
		try (ConfigurableApplicationContext context = start(this.recorder, "server.http2.enabled=true")) {
			URI uri = URI.create("http://127.0.0.1:" + client(context).port() + "/orders/1");
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			hasServerSpan("GET /orders/{id}", (span) -> span.hasAttribute("network.protocol.version", "2"));
		}
	}

}
