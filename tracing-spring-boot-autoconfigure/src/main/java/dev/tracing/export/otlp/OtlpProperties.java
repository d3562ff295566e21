package dev.tracing.export.otlp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the OTLP exporter.
 */
@ConfigurationProperties("tracing.export.otlp")
public class OtlpProperties {

	/**
	 * Whether spans are exported with OTLP if an endpoint is set.
	 */
	private boolean enabled = true;

	/**
	 * URL that spans are posted to, such as http://localhost:4318/v1/traces. A URL
	 * without a path gets the path /v1/traces; any other path is used as it is. Nothing
	 * is exported without an endpoint.
	 */
	private @Nullable String endpoint;

	/**
	 * Headers of each request, for example for credentials.
	 */
	private Map<String, String> headers = new LinkedHashMap<>();

	/**
	 * How requests are compressed.
	 */
	private Compression compression = Compression.GZIP;

	/**
	 * How long to wait for the answer to one request. Several requests may be made within
	 * tracing.export.timeout if one fails.
	 */
	private Duration timeout = Duration.ofSeconds(10);

	/**
	 * How long to wait for a connection.
	 */
	private Duration connectTimeout = Duration.ofSeconds(5);

	private final Ssl ssl = new Ssl();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getEndpoint() {
		return this.endpoint;
	}

	public void setEndpoint(@Nullable String endpoint) {
		this.endpoint = endpoint;
	}

	public Map<String, String> getHeaders() {
		return this.headers;
	}

	public void setHeaders(Map<String, String> headers) {
		this.headers = headers;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public void setCompression(Compression compression) {
		this.compression = compression;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * How requests are compressed.
	 */
	public enum Compression {

		/**
		 * With gzip, at its fastest level.
		 */
		GZIP,

		/**
		 * Not at all.
		 */
		NONE

	}

	/**
	 * Properties of secure connections.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to connect with.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

}
