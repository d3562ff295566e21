package dev.tracing.instrument.sqs.v1;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import com.amazonaws.handlers.AsyncHandler;
import com.amazonaws.services.sqs.AbstractAmazonSQS;
import com.amazonaws.services.sqs.AbstractAmazonSQSAsync;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSAsync;
import org.jspecify.annotations.Nullable;

/**
 * Where a call of a client goes, whichever of a method's overloads it was: to the one
 * that takes a request and, if it does not wait for the answer, a handler.
 *
 * @param operation what is asked of the client
 * @param target the method of the client to call
 * @param async whether it takes a handler
 */
record Route(SqsOperation operation, Method target, boolean async) {

	private static final String ASYNC = "Async";

	/**
	 * Find the routes of a client.
	 * @param client class of the client
	 * @param interfaces what it implements
	 * @return a route for each method that is traced
	 */
	static Map<Method, Route> of(Class<?> client, Class<?>[] interfaces) {
		Map<Method, Route> routes = new HashMap<>();
		for (Class<?> type : interfaces) {
			for (Method method : type.getMethods()) {
				Route route = of(client, method);
				if (route != null) {
					routes.put(method, route);
				}
			}
		}
		return Map.copyOf(routes);
	}

	private static @Nullable Route of(Class<?> client, Method method) {
		String name = method.getName();
		boolean async = name.endsWith(ASYNC);
		SqsOperation operation = SqsOperation
			.ofMethod((async) ? name.substring(0, name.length() - ASYNC.length()) : name);
		if (operation == null) {
			return null;
		}
		Class<?> api = (async) ? AmazonSQSAsync.class : AmazonSQS.class;
		Class<?>[] parameters = (async) ? new Class<?>[] { operation.requestType(), AsyncHandler.class }
				: new Class<?>[] { operation.requestType() };
		try {
			api.getMethod(name, method.getParameterTypes());
			return (isSupported(client.getMethod(name, parameters)))
					? new Route(operation, api.getMethod(name, parameters), async) : null;
		}
		catch (NoSuchMethodException ex) {
			// A method of the same name that the client has beside.
			return null;
		}
	}

	/**
	 * Clients of tests often implement the one overload that the application calls.
	 */
	private static boolean isSupported(Method implementation) {
		Class<?> type = implementation.getDeclaringClass();
		return type != AbstractAmazonSQS.class && type != AbstractAmazonSQSAsync.class;
	}

}
