package dev.tracing.instrument.servlet;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import dev.tracing.instrument.http.HttpServerRequestGetter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads servlet requests.
 */
enum ServletRequestGetter implements HttpServerRequestGetter<HttpServletRequest> {

	/**
	 * The only instance.
	 */
	INSTANCE;

	@Override
	public String method(HttpServletRequest request) {
		return request.getMethod();
	}

	@Override
	public String path(HttpServletRequest request) {
		return request.getRequestURI();
	}

	@Override
	public @Nullable String query(HttpServletRequest request) {
		return request.getQueryString();
	}

	@Override
	public String scheme(HttpServletRequest request) {
		return request.getScheme();
	}

	@Override
	public String protocol(HttpServletRequest request) {
		return request.getProtocol();
	}

	@Override
	public @Nullable String peerAddress(HttpServletRequest request) {
		return request.getRemoteAddr();
	}

	@Override
	public int peerPort(HttpServletRequest request) {
		return request.getRemotePort();
	}

	@Override
	public @Nullable String serverAddress(HttpServletRequest request) {
		return request.getServerName();
	}

	@Override
	public int serverPort(HttpServletRequest request) {
		return request.getServerPort();
	}

	@Override
	public Iterable<String> keys(HttpServletRequest request) {
		return Collections.list(request.getHeaderNames());
	}

	@Override
	public @Nullable String get(@Nullable HttpServletRequest request, String key) {
		return (request != null) ? request.getHeader(key) : null;
	}

	@Override
	public Iterator<String> getAll(@Nullable HttpServletRequest request, String key) {
		return (request != null) ? request.getHeaders(key).asIterator() : Collections.emptyIterator();
	}

	@Override
	public List<String> values(HttpServletRequest request, String name) {
		return Collections.list(request.getHeaders(name));
	}

}
