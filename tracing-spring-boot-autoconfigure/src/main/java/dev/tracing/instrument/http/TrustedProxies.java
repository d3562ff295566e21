package dev.tracing.instrument.http;

import java.util.List;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and networks of proxies whose word about the original request is believed.
 * Immutable.
 */
final class TrustedProxies {

	private final Network[] networks;

	/**
	 * Create the set of proxies.
	 * @param property the full name of the property that lists them
	 * @param entries IPv4 and IPv6 addresses and networks in CIDR notation
	 * @throws InvalidTracingPropertyException if an entry is neither
	 */
	TrustedProxies(String property, List<String> entries) {
		this.networks = new Network[entries.size()];
		for (int i = 0; i < this.networks.length; i++) {
			Network network = Network.parse(entries.get(i).trim());
			if (network == null) {
				throw new InvalidTracingPropertyException(property, entries.get(i),
						"it is neither an IP address nor a network in CIDR notation",
						"Set addresses and networks such as 10.0.0.0/8, 192.168.1.7 or fd00::/8; host names cannot be trusted.");
			}
			this.networks[i] = network;
		}
	}

	/**
	 * Whether nobody is trusted.
	 * @return {@code true} if there are no proxies
	 */
	boolean isEmpty() {
		return this.networks.length == 0;
	}

	/**
	 * Whether an address belongs to a trusted proxy.
	 * @param address the literal
	 * @return {@code true} if it lies in one of the networks; {@code false} also if it is
	 * no address
	 */
	boolean contains(String address) {
		byte[] bytes = IpAddress.parse(address);
		if (bytes != null) {
			for (Network network : this.networks) {
				if (network.contains(bytes)) {
					return true;
				}
			}
		}
		return false;
	}

	private record Network(byte[] address, int prefixLength) {

		static @Nullable Network parse(String text) {
			int slash = text.indexOf('/');
			byte[] address = IpAddress.parse((slash == -1) ? text : text.substring(0, slash));
			if (address == null) {
				return null;
			}
			int bits = address.length * Byte.SIZE;
			int prefixLength = (slash == -1) ? bits : parsePrefixLength(text.substring(slash + 1));
			return (prefixLength >= 0 && prefixLength <= bits) ? new Network(address, prefixLength) : null;
		}

		private static int parsePrefixLength(String text) {
			boolean number = !text.isEmpty() && text.length() <= 3
					&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
			return (number) ? Integer.parseInt(text) : -1;
		}

		boolean contains(byte[] candidate) {
			if (candidate.length != this.address.length) {
				return false;
			}
			int wholeBytes = this.prefixLength / Byte.SIZE;
			for (int i = 0; i < wholeBytes; i++) {
				if (candidate[i] != this.address[i]) {
					return false;
				}
			}
			int rest = this.prefixLength % Byte.SIZE;
			int mask = 0xFF << (Byte.SIZE - rest);
			return rest == 0 || ((candidate[wholeBytes] ^ this.address[wholeBytes]) & mask & 0xFF) == 0;
		}

	}

}
