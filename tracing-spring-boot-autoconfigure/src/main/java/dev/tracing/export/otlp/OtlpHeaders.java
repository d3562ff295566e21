package dev.tracing.export.otlp;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.TreeMap;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;

/**
 * Assembles the headers of each request from the configured ones and the exporter's own.
 */
final class OtlpHeaders {

	private static final String PROPERTY = "tracing.export.otlp.headers";

	private static final String USER_AGENT = "User-Agent";

	private OtlpHeaders() {
	}

	/**
	 * Assemble the headers.
	 * @param configured the configured headers; may replace the user agent
	 * @param gzip whether bodies are compressed
	 * @return the headers, names in any case
	 * @throws InvalidTracingPropertyException if a configured header cannot be sent; does
	 * not show its value, which may be secret
	 */
	static Map<String, String> of(Map<String, String> configured, boolean gzip) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.put(USER_AGENT, userAgent());
		configured.forEach((name, value) -> {
			check(isAccepted(name, ""), name, "a header '" + name + "' cannot be set",
					"Remove it: the name is malformed or reserved for the HTTP client.");
			check(isAccepted(name, value), name, "its value has characters that headers cannot have",
					"Look for line breaks and other control characters.");
			headers.put(name, value);
		});
		own(headers, "Content-Type", "application/x-protobuf");
		if (gzip) {
			own(headers, "Content-Encoding", "gzip");
		}
		return headers;
	}

	private static void own(Map<String, String> headers, String name, String value) {
		check(headers.put(name, value) == null, name, "the exporter sets '" + name + "' itself",
				"Remove it; tracing.export.otlp.compression says whether requests are compressed.");
	}

	private static boolean isAccepted(String name, String value) {
		try {
			HttpRequest.newBuilder().setHeader(name, value);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void check(boolean valid, String name, String reason, String fix) {
		if (!valid) {
			throw new InvalidTracingPropertyException(PROPERTY + "[" + name + "]", "***", reason, fix);
		}
	}

	private static String userAgent() {
		String version = OtlpHeaders.class.getPackage().getImplementationVersion();
		return (version != null) ? "tracing-spring-boot/" + version : "tracing-spring-boot";
	}

}
