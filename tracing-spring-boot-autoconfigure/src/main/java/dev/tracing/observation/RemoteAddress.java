package dev.tracing.observation;

import org.jspecify.annotations.Nullable;

/**
 * Host and port in what an observation gives as its peer's address: a URI, or only the
 * host, with or without a port.
 *
 * @param host name or address, without the brackets of an IPv6 address
 * @param port the port, or -1 if none is given
 */
record RemoteAddress(String host, int port) {

	/**
	 * Read an address.
	 * @param address the text
	 * @return host and port, or {@code null} if there is no host in the text
	 */
	static @Nullable RemoteAddress parse(String address) {
		int scheme = address.indexOf("://");
		int start = (scheme < 0) ? 0 : scheme + 3;
		int end = endOfAuthority(address, start);
		start = Math.max(start, address.lastIndexOf('@', end - 1) + 1);
		int closingBracket = address.lastIndexOf(']', end - 1);
		int colon = address.lastIndexOf(':', end - 1);
		if (colon < start || colon < closingBracket) {
			colon = end;
		}
		boolean bracketed = closingBracket > start && address.charAt(start) == '[';
		String host = (bracketed) ? address.substring(start + 1, closingBracket) : address.substring(start, colon);
		return (host.isEmpty()) ? null : new RemoteAddress(host, parsePort(address, colon + 1, end));
	}

	private static int endOfAuthority(String address, int start) {
		for (int i = start; i < address.length(); i++) {
			char c = address.charAt(i);
			if (c == '/' || c == '?' || c == '#') {
				return i;
			}
		}
		return address.length();
	}

	private static int parsePort(String address, int start, int end) {
		int port = 0;
		for (int i = start; i < end; i++) {
			int digit = Character.digit(address.charAt(i), 10);
			if (digit < 0 || port > 6553) {
				return -1;
			}
			port = port * 10 + digit;
		}
		return (start < end && port <= 65535) ? port : -1;
	}

}
