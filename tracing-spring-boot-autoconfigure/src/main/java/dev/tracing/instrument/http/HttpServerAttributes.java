package dev.tracing.instrument.http;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.instrument.AttributeTarget;
import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Describes requests to a server with the attributes of the semantic conventions that are
 * known when a request comes in. Immutable.
 */
final class HttpServerAttributes {

	private final HttpMethods methods;

	private final UrlRedactor redactor;

	private final RequestOriginResolver origins;

	private final CapturedHeaders headers;

	/**
	 * Create the description.
	 * @param properties what to record
	 * @throws InvalidTracingPropertyException if a property cannot work
	 */
	HttpServerAttributes(HttpTracingProperties properties) {
		HttpTracingProperties.Server server = properties.getServer();
		this.methods = new HttpMethods(properties.getKnownMethods());
		this.redactor = new UrlRedactor(properties.getRedactedParameters());
		this.origins = new RequestOriginResolver(
				new TrustedProxies("tracing.http.server.trusted-proxies", server.getTrustedProxies()));
		this.headers = CapturedHeaders.ofRequest("tracing.http.server.capture-request-headers",
				server.getCaptureRequestHeaders());
	}

	/**
	 * Describe a request.
	 * @param <R> type of the request
	 * @param <T> type of what takes attributes
	 * @param request the request
	 * @param getter reads it
	 * @param target what takes attributes
	 * @param attributes sets them
	 */
	<R, T> void describe(R request, HttpServerRequestGetter<R> getter, T target, AttributeTarget<T> attributes) {
		String method = getter.method(request);
		if (this.methods.isKnown(method)) {
			attributes.set(target, HttpAttributes.REQUEST_METHOD, method);
		}
		else {
			attributes.set(target, HttpAttributes.REQUEST_METHOD, HttpMethods.OTHER);
			attributes.set(target, HttpAttributes.REQUEST_METHOD_ORIGINAL, method);
		}
		attributes.set(target, HttpAttributes.URL_PATH, this.redactor.redactPath(getter.path(request)));
		String query = getter.query(request);
		if (query != null && !query.isEmpty()) {
			attributes.set(target, HttpAttributes.URL_QUERY, this.redactor.redactQuery(query));
		}
		RequestOrigin origin = describePeer(request, getter, target, attributes);
		String scheme = (origin != null && origin.scheme() != null) ? origin.scheme() : getter.scheme(request);
		attributes.set(target, HttpAttributes.URL_SCHEME, scheme);
		if (origin != null && origin.host() != null) {
			int port = HostAndPort.portOf(origin.host());
			describeServer(HostAndPort.hostOf(origin.host()), (port > 0) ? port : defaultPort(scheme), target,
					attributes);
		}
		else {
			describeServer(getter.serverAddress(request), getter.serverPort(request), target, attributes);
		}
		setIfKnown(getter.get(request, "User-Agent"), HttpAttributes.USER_AGENT_ORIGINAL, target, attributes);
		setIfKnown(versionOf(getter.protocol(request)), HttpAttributes.NETWORK_PROTOCOL_VERSION, target, attributes);
		this.headers.record(request, getter, target, attributes);
	}

	private <R, T> @Nullable RequestOrigin describePeer(R request, HttpServerRequestGetter<R> getter, T target,
			AttributeTarget<T> attributes) {
		String peer = getter.peerAddress(request);
		if (peer == null || peer.isEmpty()) {
			return null;
		}
		String address = HostAndPort.hostOf(peer);
		RequestOrigin origin = this.origins.resolve(request, getter, address);
		attributes.set(target, HttpAttributes.CLIENT_ADDRESS, (origin != null) ? origin.clientAddress() : address);
		attributes.set(target, HttpAttributes.NETWORK_PEER_ADDRESS, address);
		setPort(getter.peerPort(request), HttpAttributes.NETWORK_PEER_PORT, target, attributes);
		return origin;
	}

	private static <T> void describeServer(@Nullable String host, int port, T target, AttributeTarget<T> attributes) {
		if (host != null && !host.isEmpty()) {
			attributes.set(target, HttpAttributes.SERVER_ADDRESS, HostAndPort.hostOf(host));
			setPort(port, HttpAttributes.SERVER_PORT, target, attributes);
		}
	}

	private static <T> void setPort(int port, AttributeKey<Long> key, T target, AttributeTarget<T> attributes) {
		if (port > 0) {
			attributes.set(target, key, (long) port);
		}
	}

	private static <T> void setIfKnown(@Nullable String value, AttributeKey<String> key, T target,
			AttributeTarget<T> attributes) {
		if (value != null) {
			attributes.set(target, key, value);
		}
	}

	private static int defaultPort(String scheme) {
		return "https".equals(scheme) ? 443 : 80;
	}

	private static @Nullable String versionOf(String protocol) {
		return switch (protocol) {
			case "HTTP/1.1" -> "1.1";
			case "HTTP/2.0", "HTTP/2" -> "2";
			case "HTTP/1.0" -> "1.0";
			case "HTTP/3.0", "HTTP/3" -> "3";
			default -> null;
		};
	}

}
