package dev.tracing.instrument.servlet;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The life cycles of all servers that are on the class path.
 */
final class ServerLifecycles implements ServerLifecycle {

	private final ServerLifecycle[] lifecycles;

	ServerLifecycles(List<ServerLifecycle> lifecycles) {
		this.lifecycles = lifecycles.toArray(new ServerLifecycle[0]);
	}

	@Override
	public boolean endsTrace(HttpServletRequest request, RequestTrace trace) {
		for (ServerLifecycle lifecycle : this.lifecycles) {
			if (lifecycle.endsTrace(request, trace)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean closesScope(HttpServletRequest request) {
		for (ServerLifecycle lifecycle : this.lifecycles) {
			if (lifecycle.closesScope(request)) {
				return true;
			}
		}
		return false;
	}

}
