package dev.tracing.export.otlp;

import java.net.URI;
import java.net.URISyntaxException;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * The URL that spans are sent to.
 */
final class OtlpEndpoint {

	static final String PROPERTY = "tracing.export.otlp.endpoint";

	static final String DEFAULT_PATH = "/v1/traces";

	private static final String EXAMPLE = "Set the URL of a collector's OTLP/HTTP receiver, for example http://localhost:4318/v1/traces.";

	private final URI uri;

	private OtlpEndpoint(URI uri) {
		this.uri = uri;
	}

	/**
	 * Parse the value of the property. A URL without a path gets the standard one, for
	 * only the base of an OTLP endpoint looks like that; any other path is kept.
	 * @param value the value
	 * @return the endpoint
	 * @throws InvalidTracingPropertyException if the value is no URL that spans can be
	 * sent to
	 */
	static OtlpEndpoint parse(String value) {
		URI uri = parseUri(value.strip());
		check(uri.getScheme() != null, value, "it is not an absolute URL", EXAMPLE);
		check("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()), value,
				"OTLP over HTTP needs the scheme http or https", EXAMPLE);
		check(uri.getRawUserInfo() == null && !hasUserInfo(uri.getRawAuthority()), value,
				"credentials in a URL end up in logs",
				"Remove them from the URL and set tracing.export.otlp.headers.authorization.");
		check(uri.getHost() != null, value, "it has no valid host name",
				"Use a host name of letters, digits, hyphens and dots, or an IP address. " + EXAMPLE);
		check(uri.getPort() >= -1 && uri.getPort() != 0 && uri.getPort() <= 65535, value,
				"a port lies between 1 and 65535", EXAMPLE);
		String path = uri.getRawPath();
		return new OtlpEndpoint((path.isEmpty() || path.equals("/")) ? withDefaultPath(uri) : uri);
	}

	URI uri() {
		return this.uri;
	}

	/**
	 * Return whether the path is the one that OTLP collectors usually listen on.
	 * @return {@code true} for paths that end in {@code /v1/traces}
	 */
	boolean hasUsualPath() {
		return this.uri.getRawPath().endsWith(DEFAULT_PATH);
	}

	/**
	 * Remove from a URL what may be secret: user information, query and fragment.
	 * @param url a URL, possibly malformed
	 * @return the rest
	 */
	static String withoutSecrets(String url) {
		int end = 0;
		while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
			end++;
		}
		String shown = url.substring(0, end);
		int authority = shown.indexOf("//") + 2;
		int userInfoEnd = shown.lastIndexOf('@');
		return (authority >= 2 && userInfoEnd >= authority)
				? shown.substring(0, authority) + "***" + shown.substring(userInfoEnd) : shown;
	}

	private static URI parseUri(String value) {
		try {
			return new URI(value);
		}
		catch (URISyntaxException ex) {
			throw invalid(value, "it is not a URL", EXAMPLE);
		}
	}

	private static URI withDefaultPath(URI uri) {
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + DEFAULT_PATH + query);
	}

	// The parser finds no user information where the host name is invalid.
	private static boolean hasUserInfo(@Nullable String authority) {
		return authority != null && authority.indexOf('@') >= 0;
	}

	private static void check(boolean valid, String value, String reason, String fix) {
		if (!valid) {
			throw invalid(value, reason, fix);
		}
	}

	private static InvalidTracingPropertyException invalid(String value, String reason, String fix) {
		return new InvalidTracingPropertyException(PROPERTY, withoutSecrets(value), reason, fix);
	}

	@Override
	public String toString() {
		return withoutSecrets(this.uri.toString());
	}

}
