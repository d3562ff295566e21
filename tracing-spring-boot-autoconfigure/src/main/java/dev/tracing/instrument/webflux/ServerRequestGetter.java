package dev.tracing.instrument.webflux;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import dev.tracing.instrument.http.HttpServerRequestGetter;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * Reads WebFlux's requests. Immutable.
 */
final class ServerRequestGetter implements HttpServerRequestGetter<ServerHttpRequest> {

	private final ServerProtocol[] protocols;

	/**
	 * Create a getter.
	 * @param protocols know the protocols of servers
	 */
	ServerRequestGetter(List<ServerProtocol> protocols) {
		this.protocols = protocols.toArray(ServerProtocol[]::new);
	}

	@Override
	public String method(ServerHttpRequest request) {
		return request.getMethod().name();
	}

	@Override
	public String path(ServerHttpRequest request) {
		String path = request.getURI().getRawPath();
		return (path != null) ? path : "";
	}

	@Override
	public @Nullable String query(ServerHttpRequest request) {
		return request.getURI().getRawQuery();
	}

	@Override
	public String scheme(ServerHttpRequest request) {
		String scheme = request.getURI().getScheme();
		return (scheme != null) ? scheme : "http";
	}

	@Override
	public String protocol(ServerHttpRequest request) {
		Object nativeRequest = nativeRequestOf(request);
		if (nativeRequest != null) {
			for (ServerProtocol protocol : this.protocols) {
				String name = protocol.of(nativeRequest);
				if (name != null) {
					return name;
				}
			}
		}
		return "";
	}

	private static @Nullable Object nativeRequestOf(ServerHttpRequest request) {
		try {
			return ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// The requests of tests without a server are made up, and say so like this.
			return null;
		}
	}

	@Override
	public @Nullable String peerAddress(ServerHttpRequest request) {
		InetSocketAddress peer = request.getRemoteAddress();
		if (peer == null) {
			return null;
		}
		return (peer.getAddress() != null) ? peer.getAddress().getHostAddress() : peer.getHostString();
	}

	@Override
	public int peerPort(ServerHttpRequest request) {
		InetSocketAddress peer = request.getRemoteAddress();
		return (peer != null) ? peer.getPort() : 0;
	}

	@Override
	public @Nullable String serverAddress(ServerHttpRequest request) {
		URI uri = request.getURI();
		// A host with an underscore is none to URI, but common between containers.
		return (uri.getHost() != null) ? uri.getHost() : uri.getRawAuthority();
	}

	@Override
	public int serverPort(ServerHttpRequest request) {
		URI uri = request.getURI();
		if (uri.getPort() > 0 || uri.getHost() == null) {
			return uri.getPort();
		}
		return "https".equals(uri.getScheme()) ? 443 : 80;
	}

	@Override
	public Iterable<String> keys(ServerHttpRequest request) {
		return request.getHeaders().headerNames();
	}

	@Override
	public @Nullable String get(@Nullable ServerHttpRequest request, String key) {
		return (request != null) ? request.getHeaders().getFirst(key) : null;
	}

	@Override
	public Iterator<String> getAll(@Nullable ServerHttpRequest request, String key) {
		return (request != null) ? request.getHeaders().getOrEmpty(key).iterator() : Collections.emptyIterator();
	}

	@Override
	public List<String> values(ServerHttpRequest request, String name) {
		return List.copyOf(request.getHeaders().getOrEmpty(name));
	}

}
