package dev.tracing.instrument.restclient;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * A builder whose clients trace their requests, also with a request factory that the
 * application sets last. A dynamic proxy, so that it has the methods of whichever version
 * of Spring is in use.
 */
final class TracingRestClientBuilder implements InvocationHandler {

	private final RestClient.Builder builder;

	private final RestClientTracing tracing;

	private TracingRestClientBuilder(RestClient.Builder builder, RestClientTracing tracing) {
		this.builder = builder;
		this.tracing = tracing;
	}

	static RestClient.Builder of(RestClient.Builder builder, RestClientTracing tracing) {
		return (RestClient.Builder) Proxy.newProxyInstance(RestClient.Builder.class.getClassLoader(),
				new Class<?>[] { RestClient.Builder.class }, new TracingRestClientBuilder(builder, tracing));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getReturnType() == RestClient.class) {
			this.tracing.trace(this.builder);
		}
		Object result;
		try {
			result = method.invoke(this.builder, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		if (result == this.builder) {
			return proxy;
		}
		return (result instanceof RestClient.Builder copy) ? of(copy, this.tracing) : result;
	}

}
