package dev.tracing.instrument.servlet;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Uses the Servlet API's asynchronous requests without Spring.
 */
class AsyncServlet extends HttpServlet {

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (request.getDispatcherType() == DispatcherType.ASYNC && !"/restart".equals(request.getPathInfo())) {
			response.getWriter().write("dispatched");
			return;
		}
		AsyncContext async = request.startAsync();
		switch (request.getPathInfo()) {
			case "/complete" -> async.start(() -> {
				response.setStatus(202);
				async.complete();
			});
			case "/complete-at-once" -> async.complete();
			case "/dispatch" -> async.start(async::dispatch);
			case "/restart" -> {
				Integer round = (Integer) request.getAttribute("round");
				request.setAttribute("round", (round != null) ? round + 1 : 1);
				async.start((round != null && round == 2) ? () -> async.dispatch("/raw/done") : async::dispatch);
			}
			case "/send-error" -> async.start(() -> {
				try {
					response.sendError(503);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
				async.complete();
			});
			case "/timeout" -> async.setTimeout(100);
			case "/throw" -> throw new IllegalStateException("after start");
			default -> async.complete();
		}
	}

}
