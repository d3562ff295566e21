package dev.tracing.instrument.sqs.v1;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Future;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.handlers.AsyncHandler;
import com.amazonaws.services.sqs.AmazonSQS;
import dev.tracing.instrument.Deferred;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Traces what is asked of a client. As thread-safe as that.
 */
final class TracingClient implements InvocationHandler {

	private static final Object[] NO_ARGUMENTS = {};

	private final AmazonSQS client;

	private final ClientKind kind;

	private final Map<Method, Route> routes;

	private final Deferred<TracedCalls> calls;

	private TracingClient(AmazonSQS client, Map<Method, Route> routes, Deferred<TracedCalls> calls) {
		this.client = client;
		this.kind = ClientKind.of(client);
		this.routes = routes;
		this.calls = calls;
	}

	/**
	 * Trace a client.
	 * @param client the client
	 * @param calls start what is traced
	 * @return a client that implements the same interfaces, the same if it traces already
	 */
	static AmazonSQS around(AmazonSQS client, Deferred<TracedCalls> calls) {
		if (isTracing(client)) {
			return client;
		}
		Class<?> type = client.getClass();
		Class<?>[] interfaces = ClassUtils.getAllInterfacesForClass(type);
		return (AmazonSQS) Proxy.newProxyInstance(type.getClassLoader(), interfaces,
				new TracingClient(client, Route.of(type, interfaces), calls));
	}

	static boolean isTracing(Object client) {
		return Proxy.isProxyClass(client.getClass()) && Proxy.getInvocationHandler(client) instanceof TracingClient;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		if (args == null) {
			return call(method, NO_ARGUMENTS);
		}
		Route route = this.routes.get(method);
		if (route == null) {
			return (method.getDeclaringClass() == Object.class) ? isSame(args[0]) : call(method, args);
		}
		AmazonWebServiceRequest request = route.operation().requestOf(args);
		TracedCalls traced = this.calls.get();
		TracedCall call = (request != null && traced != null) ? traced.start(request, this.kind) : null;
		if (request == null || call == null) {
			return call(method, args);
		}
		Context caller = Context.current();
		try (Scope ignored = call.makeCurrent()) {
			if (route.async()) {
				return callAsync(route.target(), call, handler(args[args.length - 1], request, call, caller));
			}
			Object result = call(route.target(), call.request());
			call.end(result);
			return result;
		}
		catch (Throwable ex) {
			call.fail(ex);
			throw ex;
		}
	}

	/**
	 * A client need not tell a handler of the end, if the future is cancelled for one.
	 */
	private @Nullable Object callAsync(Method target, TracedCall call, AsyncHandler<?, ?> handler) throws Throwable {
		Object result = call(target, call.request(), handler);
		return (result instanceof Future<?> future) ? new TracedFuture<>(future, call) : result;
	}

	@SuppressWarnings("unchecked")
	private static AsyncHandler<?, ?> handler(@Nullable Object last, AmazonWebServiceRequest request, TracedCall call,
			Context caller) {
		return new TracingAsyncHandler<>(call, request,
				(last instanceof AsyncHandler<?, ?>) ? (AsyncHandler<AmazonWebServiceRequest, Object>) last : null,
				caller);
	}

	/**
	 * Of the methods of any object only this one has an argument.
	 */
	private boolean isSame(@Nullable Object other) {
		return this.client.equals((other != null && isTracing(other))
				? ((TracingClient) Proxy.getInvocationHandler(other)).client : other);
	}

	private @Nullable Object call(Method method, @Nullable Object... args) throws Throwable {
		ReflectionUtils.makeAccessible(method);
		try {
			return method.invoke(this.client, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
