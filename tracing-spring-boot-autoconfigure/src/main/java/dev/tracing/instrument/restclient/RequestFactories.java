package dev.tracing.instrument.restclient;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Finds the request factory that a client was given.
 */
final class RequestFactories {

	private RequestFactories() {
	}

	/**
	 * Return the factory of a template, without those the template itself puts around it.
	 * @param restTemplate the template
	 * @return the factory, or {@code null} if the template is a mock
	 */
	static @Nullable ClientHttpRequestFactory of(RestTemplate restTemplate) {
		ClientHttpRequestFactory factory = restTemplate.getRequestFactory();
		if (!restTemplate.getInterceptors().isEmpty()
				&& factory instanceof InterceptingClientHttpRequestFactory intercepting) {
			factory = intercepting.getDelegate();
		}
		if (restTemplate.getBufferingPredicate() != null
				&& factory instanceof BufferingClientHttpRequestFactory buffering) {
			factory = buffering.getDelegate();
		}
		return factory;
	}

	/**
	 * Return the factory of a client.
	 * @param restClient the client
	 * @return the factory, or {@code null} if the client is not one of Spring's own
	 */
	static @Nullable ClientHttpRequestFactory of(RestClient restClient) {
		return read("clientRequestFactory", restClient);
	}

	/**
	 * Return the factory of a builder.
	 * @param builder the builder
	 * @return the factory, or {@code null} if it was given none or is not one of Spring's
	 * own
	 */
	static @Nullable ClientHttpRequestFactory of(RestClient.Builder builder) {
		return read("requestFactory", builder);
	}

	/**
	 * Read a field, for a factory is the one thing that RestClient takes and gives back
	 * to nobody, neither from a client nor from a builder. Interceptors can be added
	 * without, but they would make each request with a body hold it in memory.
	 */
	private static @Nullable ClientHttpRequestFactory read(String name, Object owner) {
		Field field = ReflectionUtils.findField(owner.getClass(), name, ClientHttpRequestFactory.class);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (ClientHttpRequestFactory) ReflectionUtils.getField(field, owner);
	}

}
