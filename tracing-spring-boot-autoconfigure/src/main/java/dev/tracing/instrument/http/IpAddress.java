package dev.tracing.instrument.http;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Parses IP address literals. Never looks up a name, as the classes of the JDK do when a
 * text is no literal.
 */
final class IpAddress {

	private static final int IPV4_LENGTH = 4;

	private static final int IPV6_LENGTH = 16;

	private static final int MAPPED_PREFIX_LENGTH = 12;

	private IpAddress() {
	}

	/**
	 * Parse a literal. An IPv6 zone is left out.
	 * @param text the text, without brackets and port
	 * @return 4 bytes, also for an IPv4 address mapped into IPv6, 16 bytes, or
	 * {@code null} if the text is no address
	 */
	static byte @Nullable [] parse(String text) {
		if (text.indexOf(':') == -1) {
			byte[] address = new byte[IPV4_LENGTH];
			return (parseIpv4(text, 0, text.length(), address, 0)) ? address : null;
		}
		int zone = text.indexOf('%');
		byte[] address = parseIpv6(text, (zone == -1) ? text.length() : zone);
		return (address != null && isMapped(address)) ? Arrays.copyOfRange(address, MAPPED_PREFIX_LENGTH, IPV6_LENGTH)
				: address;
	}

	private static boolean isMapped(byte[] address) {
		for (int i = 0; i < MAPPED_PREFIX_LENGTH - 2; i++) {
			if (address[i] != 0) {
				return false;
			}
		}
		return address[MAPPED_PREFIX_LENGTH - 2] == -1 && address[MAPPED_PREFIX_LENGTH - 1] == -1;
	}

	private static boolean parseIpv4(String text, int from, int to, byte[] address, int offset) {
		int start = from;
		for (int i = 0; i < IPV4_LENGTH; i++) {
			int end = (i < IPV4_LENGTH - 1) ? text.indexOf('.', start) : to;
			if (end == -1 || end > to) {
				return false;
			}
			int octet = parse(text, start, end, 10, 3);
			if (octet == -1 || octet > 255) {
				return false;
			}
			address[offset + i] = (byte) octet;
			start = end + 1;
		}
		return true;
	}

	private static byte @Nullable [] parseIpv6(String text, int to) {
		byte[] address = new byte[IPV6_LENGTH];
		int length = 0;
		int gap = -1;
		int start = 0;
		if (text.startsWith("::")) {
			gap = 0;
			start = 2;
		}
		while (start < to) {
			int colon = text.indexOf(':', start);
			int end = (colon == -1 || colon > to) ? to : colon;
			if (end == to && text.indexOf('.', start) != -1) {
				if (length > MAPPED_PREFIX_LENGTH || !parseIpv4(text, start, to, address, length)) {
					return null;
				}
				length += IPV4_LENGTH;
				break;
			}
			int group = parse(text, start, end, 16, 4);
			if (group == -1 || length == IPV6_LENGTH) {
				return null;
			}
			address[length++] = (byte) (group >> 8);
			address[length++] = (byte) group;
			start = end + 1;
			if (start < to && text.charAt(start) == ':') {
				if (gap != -1) {
					return null;
				}
				gap = length;
				start++;
			}
			else if (start == to) {
				return null;
			}
		}
		return fillGap(address, length, gap);
	}

	private static byte @Nullable [] fillGap(byte[] address, int length, int gap) {
		if (gap == -1) {
			return (length == IPV6_LENGTH) ? address : null;
		}
		if (length == IPV6_LENGTH) {
			return null;
		}
		int tail = length - gap;
		System.arraycopy(address, gap, address, IPV6_LENGTH - tail, tail);
		Arrays.fill(address, gap, IPV6_LENGTH - tail, (byte) 0);
		return address;
	}

	/**
	 * Parse a whole part as a number.
	 * @return the number, or -1 if the part is none
	 */
	private static int parse(String text, int from, int to, int radix, int maxLength) {
		if (from >= to || to - from > maxLength) {
			return -1;
		}
		int number = 0;
		for (int i = from; i < to; i++) {
			char c = text.charAt(i);
			int digit = (c < 128) ? Character.digit(c, radix) : -1;
			if (digit == -1) {
				return -1;
			}
			number = number * radix + digit;
		}
		return number;
	}

}
