package dev.tracing.instrument.sqs.v2;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.tracing.instrument.Deferred;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Traces what a client of either kind is asked to do. A proxy rather than a class, for
 * clients get new methods with most versions of the SDK.
 */
final class TracingClient implements InvocationHandler {

	private final Object client;

	private final Deferred<Operations> operations;

	private final boolean reserve;

	private final Map<Method, Boolean> inherited = new ConcurrentHashMap<>();

	private TracingClient(Object client, Deferred<Operations> operations) {
		this.client = client;
		this.operations = operations;
		this.reserve = Operations.mayAddAttributes(client);
	}

	/**
	 * Trace a client.
	 * @param <C> type of the client
	 * @param client the client
	 * @param interfaces what the result is to implement
	 * @param operations starts what is traced
	 * @return a client that traces
	 */
	@SuppressWarnings("unchecked")
	static <C> C around(C client, Class<?>[] interfaces, Deferred<Operations> operations) {
		return (C) Proxy.newProxyInstance(client.getClass().getClassLoader(), interfaces,
				new TracingClient(client, operations));
	}

	/**
	 * Whether a client traces already.
	 * @param client the client
	 * @return {@code true} if this class made it
	 */
	static boolean isTraced(Object client) {
		return Proxy.isProxyClass(client.getClass()) && Proxy.getInvocationHandler(client) instanceof TracingClient;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		if (this.client instanceof SqsAsyncClient asyncClient && method.getName().equals("batchManager")) {
			return TracingBatchManager.of(asyncClient, this.operations);
		}
		if (arguments == null || arguments.length != 1) {
			return inContext(call(method, arguments));
		}
		if (method.getName().equals("equals")) {
			return proxy == arguments[0] || this.client.equals(arguments[0]);
		}
		if (Operations.isTraced(arguments[0])) {
			return trace(method, arguments);
		}
		if (arguments[0] instanceof Consumer && buildsRequest(method)) {
			return InvocationHandler.invokeDefault(proxy, method, arguments);
		}
		return inContext(call(method, arguments));
	}

	private @Nullable Object trace(Method method, Object[] arguments) throws Throwable {
		Operations traced = this.operations.get();
		Operation operation = (traced != null) ? traced.start(arguments[0], this.reserve) : null;
		if (traced == null || operation == null) {
			return inContext(call(method, arguments));
		}
		Object result;
		try {
			result = call(method, operation);
		}
		catch (Throwable ex) {
			traced.end(operation, null, ex);
			throw ex;
		}
		if (result instanceof CompletableFuture<?> future) {
			return ContextFuture.of(future, (response, failure) -> traced.end(operation, response, failure));
		}
		traced.end(operation, result, null);
		return result;
	}

	private @Nullable Object call(Method method, Operation operation) throws Throwable {
		try (Scope ignored = Operations.makeCurrent(operation)) {
			return call(method, new Object[] { operation.request() });
		}
	}

	private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
		ReflectionUtils.makeAccessible(method);
		try {
			return method.invoke(this.client, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * Whether a method builds a request and calls the client with it, as those of the SDK
	 * do that take a builder. A client may have one of its own.
	 */
	private boolean buildsRequest(Method method) {
		return this.inherited.computeIfAbsent(method, (key) -> key.isDefault()
				&& ClassUtils.getMostSpecificMethod(key, this.client.getClass()).getDeclaringClass().isInterface());
	}

	private static @Nullable Object inContext(@Nullable Object result) {
		return (result instanceof CompletableFuture<?> future) ? ContextFuture.of(future) : result;
	}

}
