package dev.tracing.instrument.http;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attribute keys of the stable OpenTelemetry semantic conventions for HTTP spans.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class HttpAttributes {

	/** Method of the request, or {@code _OTHER}. */
	public static final AttributeKey<String> REQUEST_METHOD = AttributeKey.stringKey("http.request.method");

	/** Method as it was sent, if it is not a known one. */
	public static final AttributeKey<String> REQUEST_METHOD_ORIGINAL = AttributeKey
		.stringKey("http.request.method_original");

	/** Ordinal of a request that is sent again. */
	public static final AttributeKey<Long> REQUEST_RESEND_COUNT = AttributeKey.longKey("http.request.resend_count");

	/** Status code of the response. */
	public static final AttributeKey<Long> RESPONSE_STATUS_CODE = AttributeKey.longKey("http.response.status_code");

	/** Template of the route that matched, the application's root included. */
	public static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

	/** Template of a client's URL. */
	public static final AttributeKey<String> URL_TEMPLATE = AttributeKey.stringKey("url.template");

	/** Absolute URL, redacted. */
	public static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");

	/** Path of the URL. */
	public static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");

	/** Query of the URL, redacted. */
	public static final AttributeKey<String> URL_QUERY = AttributeKey.stringKey("url.query");

	/** Scheme of the URL. */
	public static final AttributeKey<String> URL_SCHEME = AttributeKey.stringKey("url.scheme");

	/** Logical host of the server. */
	public static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");

	/** Logical port of the server. */
	public static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

	/** Address of the original client. */
	public static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");

	/** Address of the socket's other end. */
	public static final AttributeKey<String> NETWORK_PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");

	/** Port of the socket's other end. */
	public static final AttributeKey<Long> NETWORK_PEER_PORT = AttributeKey.longKey("network.peer.port");

	/** Version of HTTP that was spoken. */
	public static final AttributeKey<String> NETWORK_PROTOCOL_VERSION = AttributeKey
		.stringKey("network.protocol.version");

	/** Software of the client. */
	public static final AttributeKey<String> USER_AGENT_ORIGINAL = AttributeKey.stringKey("user_agent.original");

	private HttpAttributes() {
	}

}
