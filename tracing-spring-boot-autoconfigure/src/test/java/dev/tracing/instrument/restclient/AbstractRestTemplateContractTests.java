package dev.tracing.instrument.restclient;

import java.net.URI;
import java.util.Map;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.NoOpResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

/**
 * Sends requests with a {@link RestTemplate} bean.
 */
abstract class AbstractRestTemplateContractTests extends AbstractSpringClientContractTests {

	@Override
	protected int send(ApplicationContext context, String method, URI url, Map<String, String> headers) {
		RequestEntity.HeadersBuilder<?> request = RequestEntity.method(HttpMethod.valueOf(method), url);
		headers.forEach(request::header);
		return restTemplate(context).exchange(request.build(), String.class).getStatusCode().value();
	}

	@Override
	protected int upload(ApplicationContext context, URI url, BodyWriter body) {
		Integer status = restTemplate(context).execute(url, HttpMethod.POST, (request) -> setBody(request, body),
				(response) -> response.getStatusCode().value());
		return (status != null) ? status : 0;
	}

	private static void setBody(ClientHttpRequest request, BodyWriter body) {
		((StreamingHttpOutputMessage) request).setBody(body::writeTo);
	}

	static RestTemplate restTemplate(ApplicationContext context) {
		RestTemplate restTemplate = context.getBean(RestTemplate.class);
		restTemplate.setErrorHandler(new NoOpResponseErrorHandler());
		return restTemplate;
	}

}
