package dev.tracing.instrument.webflux;

import org.jspecify.annotations.Nullable;

/**
 * Knows the protocol of requests to one kind of server, which WebFlux itself does not
 * tell.
 */
@FunctionalInterface
interface ServerProtocol {

	/**
	 * Return the protocol of a request.
	 * @param nativeRequest the server's own request
	 * @return the protocol as in {@code HTTP/1.1}, or {@code null} if the request is one
	 * of another kind of server
	 */
	@Nullable String of(Object nativeRequest);

}
