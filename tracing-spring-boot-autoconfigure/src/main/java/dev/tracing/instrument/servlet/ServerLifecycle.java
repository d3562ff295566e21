package dev.tracing.instrument.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What an embedded server tells about requests beyond the Servlet API: when it leaves a
 * request on a thread, and when a response is done, error page included. The API tells
 * neither, and {@code ServletRequestListener} is called before the error page by one
 * server and after it by another.
 *
 * <p>
 * No server may know a request: the application is deployed as WAR file, or called
 * without a server as by {@code MockMvc}.
 */
interface ServerLifecycle {

	/**
	 * Ask to end the trace of a request when its response is done.
	 * @param request the request
	 * @param trace the trace of the request
	 * @return whether the server will call {@link RequestTrace#end()}; {@code false} if
	 * the request is not one of this server
	 */
	boolean endsTrace(HttpServletRequest request, RequestTrace trace);

	/**
	 * Whether the server calls {@link RequestTrace#closeScope()} after the current
	 * dispatch of a request, once it has logged what came out of it.
	 * @param request the request
	 * @return {@code true} if a scope may stay open until then
	 */
	boolean closesScope(HttpServletRequest request);

}
