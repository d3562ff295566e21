package dev.tracing.instrument.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * The life cycle of requests in an embedded Tomcat, as a valve around the engine. Tomcat
 * writes its access log when a response is done, whatever became of it, and so tells an
 * {@link AccessLog}.
 */
final class TomcatLifecycle extends ValveBase implements AccessLog, ServerLifecycle {

	TomcatLifecycle() {
		super(true);
	}

	@Override
	public boolean endsTrace(HttpServletRequest request, RequestTrace trace) {
		return isOfThisServer(request);
	}

	@Override
	public boolean closesScope(HttpServletRequest request) {
		return isOfThisServer(request);
	}

	private boolean isOfThisServer(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return original instanceof RequestFacade && getContainer() != null;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		try {
			getNext().invoke(request, response);
		}
		finally {
			RequestTrace trace = RequestTrace.of(request);
			if (trace != null) {
				trace.closeScope();
			}
		}
	}

	@Override
	public void log(Request request, Response response, long time) {
		RequestTrace trace = RequestTrace.of(request);
		if (trace != null) {
			trace.end();
		}
	}

	@Override
	public void setRequestAttributesEnabled(boolean requestAttributesEnabled) {
		// Nothing is read that a valve could have put in place of the original.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return false;
	}

}
