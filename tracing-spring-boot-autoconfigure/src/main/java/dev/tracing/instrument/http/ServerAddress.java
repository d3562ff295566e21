package dev.tracing.instrument.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Reads host and port out of a URL, also of one that {@link URI} itself cannot take
 * apart, as with an underscore in the name of the host.
 */
final class ServerAddress {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	private ServerAddress() {
	}

	/**
	 * Return the host of a URL.
	 * @param url the URL
	 * @return the host, an IPv6 address without brackets, or {@code null} if there is
	 * none
	 */
	static @Nullable String hostOf(URI url) {
		String host = url.getHost();
		if (host == null) {
			String authority = hostAndPort(url);
			return (authority != null) ? HostAndPort.hostOf(authority) : null;
		}
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * Return the port of a URL.
	 * @param url the URL
	 * @return the port, that of the scheme if the URL names none, or 0 if it is unknown
	 */
	static int portOf(URI url) {
		int port = url.getPort();
		if (port == -1 && url.getHost() == null) {
			String authority = hostAndPort(url);
			port = (authority != null) ? HostAndPort.portOf(authority) : 0;
		}
		return (port > 0) ? port : defaultPort(url.getScheme());
	}

	private static @Nullable String hostAndPort(URI url) {
		String authority = url.getRawAuthority();
		return (authority != null) ? authority.substring(authority.lastIndexOf('@') + 1) : null;
	}

	private static int defaultPort(@Nullable String scheme) {
		if ("https".equalsIgnoreCase(scheme)) {
			return HTTPS_PORT;
		}
		return ("http".equalsIgnoreCase(scheme)) ? HTTP_PORT : 0;
	}

}
