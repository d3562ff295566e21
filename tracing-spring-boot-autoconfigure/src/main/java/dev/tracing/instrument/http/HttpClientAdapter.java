package dev.tracing.instrument.http;

import java.io.IOException;
import java.net.URI;

import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/**
 * Translates the requests and responses of an HTTP client library. A stateless constant,
 * whose {@link TextMapSetter#set set} method replaces a header, whatever its case.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <Q> type of the requests
 * @param <R> type of the responses
 */
public interface HttpClientAdapter<Q, R> extends TextMapSetter<Q> {

	/**
	 * Return the method of the request.
	 * @param request the request
	 * @return the method as it is sent
	 */
	String method(Q request);

	/**
	 * Return the URL of the request.
	 * @param request the request
	 * @return the URL, which need not be absolute
	 */
	URI url(Q request);

	/**
	 * Return the template that the URL was made from.
	 * @param request the request
	 * @return the template, with or without scheme and host, or {@code null} if there is
	 * none
	 */
	@Nullable String urlTemplate(Q request);

	/**
	 * Return what reads the headers of requests.
	 * @return the same reader each time
	 */
	HeaderReader<Q> requestHeaders();

	/**
	 * Return the status code of the response.
	 * @param response the response
	 * @return the status code
	 * @throws IOException if the response cannot be read
	 */
	int status(R response) throws IOException;

	/**
	 * Return the version of HTTP that was spoken.
	 * @param response the response
	 * @return the version as in {@code 1.1}, or {@code null} if it is not known
	 */
	@Nullable String protocolVersion(R response);

	/**
	 * Return what reads the headers of responses.
	 * @return the same reader each time
	 */
	HeaderReader<R> responseHeaders();

}
