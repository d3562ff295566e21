package dev.tracing.instrument.restclient;

import java.net.URI;
import java.util.Map;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;

/**
 * Sends requests with a {@link RestClient}.
 */
abstract class AbstractRestClientContractTests extends AbstractSpringClientContractTests {

	protected RestClient restClient(ApplicationContext context) {
		return context.getBean(RestClient.class);
	}

	@Override
	protected int send(ApplicationContext context, String method, URI url, Map<String, String> headers) {
		return restClient(context).method(HttpMethod.valueOf(method))
			.uri(url.toString().replace("/status/200", "/status/{status}"), 200)
			.headers((target) -> headers.forEach(target::set))
			.exchangeForRequiredValue((request, response) -> response.getStatusCode().value());
	}

	@Override
	protected int upload(ApplicationContext context, URI url, BodyWriter body) {
		return restClient(context).post()
			.uri(url)
			.body(body::writeTo)
			.exchangeForRequiredValue((request, response) -> response.getStatusCode().value());
	}

	@Override
	protected String urlTemplate() {
		return "/status/{status}";
	}

}
