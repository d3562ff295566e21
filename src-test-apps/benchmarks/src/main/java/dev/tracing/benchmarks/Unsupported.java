package dev.tracing.benchmarks;

import java.lang.reflect.Proxy;

/**
 * Implementations of interfaces that refuse every call: what stands in for a server or a
 * network implements the few methods that are called, and a call of any other one is
 * noticed.
 */
final class Unsupported {

	private Unsupported() {
	}

	/**
	 * Create an implementation.
	 * @param <T> the interface
	 * @param type the interface
	 * @return an object all of whose methods throw
	 */
	static <T> T implementationOf(Class<T> type) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				throw new UnsupportedOperationException(method.toString());
			}));
	}

}
