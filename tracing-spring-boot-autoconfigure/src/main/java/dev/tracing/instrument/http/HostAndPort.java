package dev.tracing.instrument.http;

/**
 * Takes {@code host:port} apart.
 */
final class HostAndPort {

	private static final int MAX_PORT_DIGITS = 5;

	private HostAndPort() {
	}

	/**
	 * Return the host.
	 * @param text a host name, an IPv4 or an IPv6 address, the latter in brackets if a
	 * port follows
	 * @return the part before the port, without brackets
	 */
	static String hostOf(String text) {
		if (text.startsWith("[")) {
			int bracket = text.indexOf(']');
			return (bracket == -1) ? text : text.substring(1, bracket);
		}
		int colon = text.indexOf(':');
		return (colon == -1 || colon != text.lastIndexOf(':')) ? text : text.substring(0, colon);
	}

	/**
	 * Return the port.
	 * @param text as for {@link #hostOf}
	 * @return the port, or 0 if there is none
	 */
	static int portOf(String text) {
		int colon = text.lastIndexOf(':');
		boolean hasPort = colon > 0 && (text.charAt(colon - 1) == ']' || colon == text.indexOf(':'));
		int digits = text.length() - colon - 1;
		if (!hasPort || digits == 0 || digits > MAX_PORT_DIGITS) {
			return 0;
		}
		int port = 0;
		for (int i = colon + 1; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < '0' || c > '9') {
				return 0;
			}
			port = port * 10 + (c - '0');
		}
		return port;
	}

}
