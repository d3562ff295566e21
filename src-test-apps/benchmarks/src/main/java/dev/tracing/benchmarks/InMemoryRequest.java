package dev.tracing.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/**
 * A {@code GET} request with the headers of a typical call between services, which costs
 * next to nothing itself. Like a server's, it is used again for the next request, and
 * looks for headers one by one.
 */
final class InMemoryRequest extends HttpServletRequestWrapper {

	private static final HttpServletMapping MAPPING = new RootMapping();

	private final List<String> headerNames = new ArrayList<>();

	private final List<String> headerValues = new ArrayList<>();

	private final Map<String, Object> attributes = new HashMap<>();

	/**
	 * Create a request.
	 * @param traceparent W3C's header, {@code null} for none
	 */
	InMemoryRequest(@Nullable String traceparent) {
		super(Unsupported.implementationOf(HttpServletRequest.class));
		addHeader("host", "orders.example:8080");
		addHeader("user-agent", "Java-http-client/17.0.15");
		addHeader("accept", "application/json");
		addHeader("accept-encoding", "gzip");
		if (traceparent != null) {
			addHeader("traceparent", traceparent);
		}
	}

	private void addHeader(String name, String value) {
		this.headerNames.add(name);
		this.headerValues.add(value);
	}

	/**
	 * Make this a new request.
	 */
	void recycle() {
		this.attributes.clear();
	}

	@Override
	public String getMethod() {
		return "GET";
	}

	@Override
	public String getRequestURI() {
		return "/orders/4711";
	}

	@Override
	public String getQueryString() {
		return "expand=items";
	}

	@Override
	public String getScheme() {
		return "http";
	}

	@Override
	public String getProtocol() {
		return "HTTP/1.1";
	}

	@Override
	public String getServerName() {
		return "orders.example";
	}

	@Override
	public int getServerPort() {
		return 8080;
	}

	@Override
	public String getRemoteAddr() {
		return "10.1.2.3";
	}

	@Override
	public int getRemotePort() {
		return 54321;
	}

	@Override
	public String getContextPath() {
		return "";
	}

	@Override
	public String getServletPath() {
		return "/orders/4711";
	}

	@Override
	public @Nullable String getPathInfo() {
		return null;
	}

	@Override
	public HttpServletMapping getHttpServletMapping() {
		return MAPPING;
	}

	@Override
	public DispatcherType getDispatcherType() {
		return DispatcherType.REQUEST;
	}

	@Override
	public boolean isAsyncStarted() {
		return false;
	}

	@Override
	public boolean isAsyncSupported() {
		return true;
	}

	@Override
	public @Nullable String getHeader(String name) {
		for (int i = 0; i < this.headerNames.size(); i++) {
			if (this.headerNames.get(i).equalsIgnoreCase(name)) {
				return this.headerValues.get(i);
			}
		}
		return null;
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		String value = getHeader(name);
		return (value != null) ? Collections.enumeration(List.of(value)) : Collections.emptyEnumeration();
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return Collections.enumeration(this.headerNames);
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return this.attributes.get(name);
	}

	@Override
	public void setAttribute(String name, @Nullable Object value) {
		if (value != null) {
			this.attributes.put(name, value);
		}
		else {
			this.attributes.remove(name);
		}
	}

	@Override
	public void removeAttribute(String name) {
		this.attributes.remove(name);
	}

	/**
	 * The mapping of a servlet that receives everything.
	 */
	private static final class RootMapping implements HttpServletMapping {

		@Override
		public String getMatchValue() {
			return "";
		}

		@Override
		public String getPattern() {
			return "/";
		}

		@Override
		public String getServletName() {
			return "dispatcherServlet";
		}

		@Override
		public MappingMatch getMappingMatch() {
			return MappingMatch.DEFAULT;
		}

	}

}
