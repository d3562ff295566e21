package dev.tracing.export.otlp;

import java.net.http.HttpClient;

/**
 * Callback for beans that adapt the HTTP client of the OTLP exporter, for example to a
 * proxy or an authenticator. Called once at start-up, in bean order, after the client has
 * been configured from {@code tracing.export.otlp.*}.
 */
@FunctionalInterface
public interface OtlpHttpClientCustomizer {

	/**
	 * Customize the client.
	 * @param builder builds the client
	 */
	void customize(HttpClient.Builder builder);

}
