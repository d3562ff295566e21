package dev.tracing.instrument.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of all HTTP servers and clients.
 */
@ConfigurationProperties("tracing.http")
public class HttpTracingProperties {

	/**
	 * Request methods that appear in spans by name. Others become "_OTHER". Replaces the
	 * default list.
	 */
	private Set<String> knownMethods = new LinkedHashSet<>(
			List.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"));

	/**
	 * Names of URL parameters whose values are redacted, ignoring case. "*token" stands
	 * for all names that end with "token". Replaces the default list.
	 */
	private List<String> redactedParameters = new ArrayList<>(List.of("X-Amz-Signature", "X-Amz-Credential",
			"X-Amz-Security-Token", "sig", "X-Goog-Signature", "AWSAccessKeyId", "Signature", "*password", "*passwd",
			"*pwd", "*passphrase", "*secret", "*token", "*apikey", "*api_key", "*api-key", "*accesskey", "*access_key",
			"*access-key", "*privatekey", "*private_key", "*private-key", "*credential", "*credentials", "auth",
			"authorization", "jwt", "jsessionid"));

	private final Server server = new Server();

	private final Client client = new Client();

	public Set<String> getKnownMethods() {
		return this.knownMethods;
	}

	public void setKnownMethods(Set<String> knownMethods) {
		this.knownMethods = knownMethods;
	}

	public List<String> getRedactedParameters() {
		return this.redactedParameters;
	}

	public void setRedactedParameters(List<String> redactedParameters) {
		this.redactedParameters = redactedParameters;
	}

	public Server getServer() {
		return this.server;
	}

	public Client getClient() {
		return this.client;
	}

	/**
	 * Properties of HTTP servers.
	 */
	public static class Server {

		/**
		 * Path patterns of requests that are not traced, with all that happens in them,
		 * relative to the application's root. Replaces the default list.
		 */
		private List<String> exclude = new ArrayList<>(List.of("/favicon.ico", "/webjars/**", "/**/*.css", "/**/*.js",
				"/**/*.map", "/**/*.png", "/**/*.jpg", "/**/*.jpeg", "/**/*.gif", "/**/*.svg", "/**/*.webp",
				"/**/*.ico", "/**/*.woff", "/**/*.woff2", "/**/*.ttf"));

		/**
		 * Whether requests to the actuator are not traced. An actuator whose base path is
		 * the root of the application's own server cannot be told apart and is not
		 * excluded.
		 */
		private boolean excludeActuator = true;

		/**
		 * Names of request headers to record.
		 */
		private List<String> captureRequestHeaders = new ArrayList<>();

		/**
		 * Names of response headers to record.
		 */
		private List<String> captureResponseHeaders = new ArrayList<>();

		/**
		 * Name of a response header to send the trace id in. None is sent by default.
		 */
		private @Nullable String responseHeader;

		/**
		 * Addresses and networks (CIDR) of proxies whose Forwarded and X-Forwarded-*
		 * headers are believed. If a request has both kinds and they disagree, neither
		 * is.
		 */
		private List<String> trustedProxies = new ArrayList<>();

		public List<String> getExclude() {
			return this.exclude;
		}

		public void setExclude(List<String> exclude) {
			this.exclude = exclude;
		}

		public boolean isExcludeActuator() {
			return this.excludeActuator;
		}

		public void setExcludeActuator(boolean excludeActuator) {
			this.excludeActuator = excludeActuator;
		}

		public List<String> getCaptureRequestHeaders() {
			return this.captureRequestHeaders;
		}

		public void setCaptureRequestHeaders(List<String> captureRequestHeaders) {
			this.captureRequestHeaders = captureRequestHeaders;
		}

		public List<String> getCaptureResponseHeaders() {
			return this.captureResponseHeaders;
		}

		public void setCaptureResponseHeaders(List<String> captureResponseHeaders) {
			this.captureResponseHeaders = captureResponseHeaders;
		}

		public @Nullable String getResponseHeader() {
			return this.responseHeader;
		}

		public void setResponseHeader(@Nullable String responseHeader) {
			this.responseHeader = responseHeader;
		}

		public List<String> getTrustedProxies() {
			return this.trustedProxies;
		}

		public void setTrustedProxies(List<String> trustedProxies) {
			this.trustedProxies = trustedProxies;
		}

	}

	/**
	 * Properties of HTTP clients.
	 */
	public static class Client {

		/**
		 * Names of request headers to record.
		 */
		private List<String> captureRequestHeaders = new ArrayList<>();

		/**
		 * Names of response headers to record.
		 */
		private List<String> captureResponseHeaders = new ArrayList<>();

		/**
		 * Whether the URL template a request was made from is recorded and becomes part
		 * of the span's name.
		 */
		private boolean urlTemplate = false;

		public List<String> getCaptureRequestHeaders() {
			return this.captureRequestHeaders;
		}

		public void setCaptureRequestHeaders(List<String> captureRequestHeaders) {
			this.captureRequestHeaders = captureRequestHeaders;
		}

		public List<String> getCaptureResponseHeaders() {
			return this.captureResponseHeaders;
		}

		public void setCaptureResponseHeaders(List<String> captureResponseHeaders) {
			this.captureResponseHeaders = captureResponseHeaders;
		}

		public boolean isUrlTemplate() {
			return this.urlTemplate;
		}

		public void setUrlTemplate(boolean urlTemplate) {
			this.urlTemplate = urlTemplate;
		}

	}

}
