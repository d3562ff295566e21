package dev.tracing.benchmarks;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attribute keys of the semantic conventions that spans made by hand have.
 */
final class HttpKeys {

	static final AttributeKey<String> REQUEST_METHOD = AttributeKey.stringKey("http.request.method");

	static final AttributeKey<Long> RESPONSE_STATUS_CODE = AttributeKey.longKey("http.response.status_code");

	static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

	static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");

	static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");

	static final AttributeKey<String> URL_QUERY = AttributeKey.stringKey("url.query");

	static final AttributeKey<String> URL_SCHEME = AttributeKey.stringKey("url.scheme");

	static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");

	static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

	static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");

	static final AttributeKey<String> NETWORK_PEER_ADDRESS = AttributeKey.stringKey("network.peer.address");

	static final AttributeKey<Long> NETWORK_PEER_PORT = AttributeKey.longKey("network.peer.port");

	static final AttributeKey<String> NETWORK_PROTOCOL_VERSION = AttributeKey.stringKey("network.protocol.version");

	static final AttributeKey<String> USER_AGENT_ORIGINAL = AttributeKey.stringKey("user_agent.original");

	static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

	private HttpKeys() {
	}

}
