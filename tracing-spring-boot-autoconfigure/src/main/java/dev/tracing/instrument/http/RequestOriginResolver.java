package dev.tracing.instrument.http;

import java.util.List;
import java.util.Locale;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sent a request, from the headers that proxies add. Anyone can send such
 * headers, so they are followed from the nearest proxy on and only as long as the one who
 * wrote them is trusted. Immutable.
 */
final class RequestOriginResolver {

	private final TrustedProxies proxies;

	/**
	 * Create a resolver.
	 * @param proxies whose word is believed
	 */
	RequestOriginResolver(TrustedProxies proxies) {
		this.proxies = proxies;
	}

	/**
	 * Find the origin of a request.
	 * @param <R> type of the request
	 * @param request the request
	 * @param getter reads it
	 * @param peer address of the immediate peer
	 * @return the origin, or {@code null} if the peer is no trusted proxy
	 */
	<R> @Nullable RequestOrigin resolve(R request, TextMapGetter<R> getter, String peer) {
		if (this.proxies.isEmpty() || !this.proxies.contains(peer)) {
			return null;
		}
		List<ForwardedHop> forwarded = ForwardedHop.ofForwarded(request, getter);
		List<ForwardedHop> xForwarded = ForwardedHop.ofXForwarded(request, getter);
		if (forwarded.isEmpty()) {
			return follow(xForwarded, peer);
		}
		RequestOrigin origin = follow(forwarded, peer);
		if (xForwarded.isEmpty() || origin.clientAddress().equals(follow(xForwarded, peer).clientAddress())) {
			return origin;
		}
		// Proxies write one kind and may pass on the other as a caller made it up; there
		// is no telling which one this is.
		return new RequestOrigin(peer, null, null);
	}

	private RequestOrigin follow(List<ForwardedHop> hops, String peer) {
		String client = peer;
		String scheme = null;
		String host = null;
		for (int i = hops.size() - 1; i >= 0; i--) {
			ForwardedHop hop = hops.get(i);
			scheme = (isScheme(hop.scheme())) ? hop.scheme() : scheme;
			host = (isHost(hop.host())) ? hop.host() : host;
			String address = hop.address();
			if (address == null) {
				break;
			}
			client = address;
			if (!this.proxies.contains(address)) {
				break;
			}
		}
		return new RequestOrigin(client, (scheme != null) ? scheme.toLowerCase(Locale.ROOT) : null, host);
	}

	private static boolean isScheme(@Nullable String text) {
		return "https".equalsIgnoreCase(text) || "http".equalsIgnoreCase(text);
	}

	private static boolean isHost(@Nullable String text) {
		return text != null && !text.isEmpty()
				&& text.chars()
					.allMatch((c) -> Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == ':'
							|| c == '[' || c == ']');
	}

}
