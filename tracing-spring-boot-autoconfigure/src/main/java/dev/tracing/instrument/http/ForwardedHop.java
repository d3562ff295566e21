package dev.tracing.instrument.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says about the request it received, in a {@code Forwarded} header (RFC
 * 7239) or in {@code X-Forwarded-*} headers.
 *
 * @param node who sent the request to the proxy: an address with or without port,
 * anything else a caller made up, or {@code null}
 * @param scheme the scheme, or {@code null}
 * @param host the host and perhaps port, or {@code null}
 */
record ForwardedHop(@Nullable String node, @Nullable String scheme, @Nullable String host) {

	/**
	 * A hop that cannot be understood.
	 */
	private static final ForwardedHop MALFORMED = new ForwardedHop(null, null, null);

	/**
	 * Read the {@code Forwarded} headers of a request.
	 * @param <R> type of the request
	 * @param request the request
	 * @param getter reads it
	 * @return a hop for each proxy, the nearest one last
	 */
	static <R> List<ForwardedHop> ofForwarded(R request, TextMapGetter<R> getter) {
		List<ForwardedHop> hops = new ArrayList<>();
		// A quote that a caller leaves open must not swallow what proxies add in lines
		// of their own, so each line is parsed for itself.
		getter.getAll(request, "Forwarded").forEachRemaining((line) -> parse(line, hops));
		return hops;
	}

	private static void parse(String line, List<ForwardedHop> hops) {
		int start = 0;
		boolean quoted = false;
		for (int i = 0; i < line.length(); i++) {
			char c = line.charAt(i);
			if (c == '"') {
				quoted = !quoted;
			}
			else if (c == '\\' && quoted) {
				i++;
			}
			else if (c == ',' && !quoted) {
				hops.add(parseElement(line.substring(start, i)));
				start = i + 1;
			}
		}
		hops.add((quoted) ? MALFORMED : parseElement(line.substring(start)));
	}

	private static ForwardedHop parseElement(String element) {
		String node = null;
		String scheme = null;
		String host = null;
		for (String pair : element.split(";")) {
			int equals = pair.indexOf('=');
			String value = (equals != -1) ? unquote(pair.substring(equals + 1).trim()) : null;
			if (value == null) {
				return MALFORMED;
			}
			switch (pair.substring(0, equals).trim().toLowerCase(Locale.ROOT)) {
				case "for" -> node = value;
				case "proto" -> scheme = value;
				case "host" -> host = value;
				default -> {
					// Other parameters say nothing about the client.
				}
			}
		}
		return new ForwardedHop(node, scheme, host);
	}

	private static @Nullable String unquote(String value) {
		int quote = value.indexOf('"');
		if (quote == -1) {
			return value;
		}
		// Addresses and hosts need no escapes, so what has some is no address or host.
		boolean whole = quote == 0 && value.length() > 1 && value.indexOf('"', 1) == value.length() - 1
				&& value.indexOf('\\') == -1;
		return (whole) ? value.substring(1, value.length() - 1) : null;
	}

	/**
	 * Read the {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} headers of a
	 * request. Their entries belong together counted from the last one.
	 * @param <R> type of the request
	 * @param request the request
	 * @param getter reads it
	 * @return a hop for each proxy, the nearest one last
	 */
	static <R> List<ForwardedHop> ofXForwarded(R request, TextMapGetter<R> getter) {
		List<String> nodes = list(getter.getAll(request, "X-Forwarded-For"));
		List<String> schemes = list(getter.getAll(request, "X-Forwarded-Proto"));
		List<String> hosts = list(getter.getAll(request, "X-Forwarded-Host"));
		if (nodes.isEmpty()) {
			return (schemes.isEmpty() && hosts.isEmpty()) ? List.of()
					: List.of(new ForwardedHop(null, fromEnd(schemes, 0), fromEnd(hosts, 0)));
		}
		List<ForwardedHop> hops = new ArrayList<>(nodes.size());
		for (int i = 0; i < nodes.size(); i++) {
			int end = nodes.size() - 1 - i;
			hops.add(new ForwardedHop(nodes.get(i), fromEnd(schemes, end), fromEnd(hosts, end)));
		}
		return hops;
	}

	private static List<String> list(Iterator<String> lines) {
		List<String> entries = new ArrayList<>();
		lines.forEachRemaining((line) -> {
			for (String entry : line.split(",", -1)) {
				entries.add(entry.trim());
			}
		});
		return entries;
	}

	/**
	 * Proxies that set rather than append leave one entry, which then holds for all.
	 */
	private static @Nullable String fromEnd(List<String> entries, int index) {
		return (entries.isEmpty()) ? null : entries.get(Math.max(entries.size() - 1 - index, 0));
	}

	/**
	 * Return the address of the node.
	 * @return the literal without brackets and port, or {@code null} if it is unknown,
	 * obfuscated or malformed
	 */
	@Nullable String address() {
		if (this.node == null) {
			return null;
		}
		String address = HostAndPort.hostOf(this.node);
		return (IpAddress.parse(address) != null) ? address : null;
	}

}
