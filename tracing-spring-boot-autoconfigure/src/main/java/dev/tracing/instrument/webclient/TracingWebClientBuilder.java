package dev.tracing.instrument.webclient;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * A builder whose clients trace their requests, also if the application rearranges the
 * list of filters last. A dynamic proxy, so that it has the methods of whichever version
 * of Spring is in use.
 */
final class TracingWebClientBuilder implements InvocationHandler {

	private final WebClient.Builder builder;

	private final WebClientTracing tracing;

	private TracingWebClientBuilder(WebClient.Builder builder, WebClientTracing tracing) {
		this.builder = builder;
		this.tracing = tracing;
	}

	static WebClient.Builder of(WebClient.Builder builder, WebClientTracing tracing) {
		return (WebClient.Builder) Proxy.newProxyInstance(WebClient.Builder.class.getClassLoader(),
				new Class<?>[] { WebClient.Builder.class }, new TracingWebClientBuilder(builder, tracing));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getReturnType() == WebClient.class) {
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
		return (result instanceof WebClient.Builder copy) ? of(copy, this.tracing) : result;
	}

}
