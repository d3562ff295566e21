package dev.tracing.instrument.http;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Reads what spans need from a server's request. Implementations are stateless constants.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <R> type of the request
 */
public interface HttpServerRequestGetter<R> extends TextMapGetter<R>, HeaderReader<R> {

	/**
	 * Return the method.
	 * @param request the request
	 * @return the method as it was sent
	 */
	String method(R request);

	/**
	 * Return the path.
	 * @param request the request
	 * @return the raw path, without query
	 */
	String path(R request);

	/**
	 * Return the query.
	 * @param request the request
	 * @return the raw query without question mark, or {@code null}
	 */
	@Nullable String query(R request);

	/**
	 * Return the scheme.
	 * @param request the request
	 * @return the scheme the immediate peer used
	 */
	String scheme(R request);

	/**
	 * Return the name of the protocol.
	 * @param request the request
	 * @return the protocol as in {@code HTTP/1.1}
	 */
	String protocol(R request);

	/**
	 * Return the address of the immediate peer.
	 * @param request the request
	 * @return the address as a literal, or {@code null} if it is unknown
	 */
	@Nullable String peerAddress(R request);

	/**
	 * Return the port of the immediate peer.
	 * @param request the request
	 * @return the port, or a number below 1 if it is unknown
	 */
	int peerPort(R request);

	/**
	 * Return the host that the immediate peer asked for.
	 * @param request the request
	 * @return the host without port, or {@code null} if it is unknown
	 */
	@Nullable String serverAddress(R request);

	/**
	 * Return the port that the immediate peer asked for.
	 * @param request the request
	 * @return the port, or a number below 1 if it is unknown
	 */
	int serverPort(R request);

}
