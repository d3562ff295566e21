package dev.tracing.instrument.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of requests in an embedded Jetty.
 */
final class JettyLifecycle implements ContextHandler.ContextScopeListener, ServerLifecycle {

	private volatile boolean installed;

	/**
	 * Follow the requests of a server.
	 * @param server the server with all its handlers
	 */
	void install(Server server) {
		server.getDescendants(ContextHandler.class).forEach((context) -> context.addEventListener(this));
		this.installed = true;
	}

	@Override
	public boolean endsTrace(HttpServletRequest request, RequestTrace trace) {
		ServletApiRequest original = originalOf(request);
		if (original == null) {
			return false;
		}
		Request.addCompletionListener(original.getRequest(), (failure) -> trace.end());
		return true;
	}

	/**
	 * Only the first dispatch is sure to run within a scope that knows the request.
	 */
	@Override
	public boolean closesScope(HttpServletRequest request) {
		return this.installed && request.getDispatcherType() == DispatcherType.REQUEST && originalOf(request) != null;
	}

	private static @Nullable ServletApiRequest originalOf(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return (original instanceof ServletApiRequest jettyRequest) ? jettyRequest : null;
	}

	@Override
	public void exitScope(Context context, @Nullable Request request) {
		if (request != null && request.getAttribute(RequestTrace.ATTRIBUTE) instanceof RequestTrace trace) {
			trace.closeScope();
		}
	}

}
