package dev.tracing.instrument.jdkhttp;

import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.http.HttpClient;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * The methods that {@link HttpClient} has since Java 21, which code compiled for Java 17
 * cannot name. A client that swallowed them would not stop when the application stops it.
 */
final class HttpClientLifecycle {

	private static final @Nullable Method CLOSE = method("close");

	private static final @Nullable Method SHUTDOWN = method("shutdown");

	private static final @Nullable Method SHUTDOWN_NOW = method("shutdownNow");

	private static final @Nullable Method IS_TERMINATED = method("isTerminated");

	private static final @Nullable Method AWAIT_TERMINATION = method("awaitTermination", Duration.class);

	private HttpClientLifecycle() {
	}

	static void close(HttpClient client) {
		invoke(CLOSE, client);
	}

	static void shutdown(HttpClient client) {
		invoke(SHUTDOWN, client);
	}

	static void shutdownNow(HttpClient client) {
		invoke(SHUTDOWN_NOW, client);
	}

	static boolean isTerminated(HttpClient client) {
		return Boolean.TRUE.equals(invoke(IS_TERMINATED, client));
	}

	static boolean awaitTermination(HttpClient client, Duration duration) throws InterruptedException {
		try {
			return Boolean.TRUE.equals(invoke(AWAIT_TERMINATION, client, duration));
		}
		catch (UndeclaredThrowableException ex) {
			if (ex.getCause() instanceof InterruptedException interrupted) {
				throw interrupted;
			}
			throw ex;
		}
	}

	private static @Nullable Method method(String name, Class<?>... parameterTypes) {
		return ReflectionUtils.findMethod(HttpClient.class, name, parameterTypes);
	}

	private static @Nullable Object invoke(@Nullable Method method, HttpClient client, Object... arguments) {
		return (method != null) ? ReflectionUtils.invokeMethod(method, client, arguments) : null;
	}

}
