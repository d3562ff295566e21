package dev.tracing.instrument.servlet;

import dev.tracing.logging.TracingFaults;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Records the exceptions that handlers throw before others resolve them. Resolves none.
 */
final class HandledExceptionRecorder implements HandlerExceptionResolver, Ordered {

	private final TracingFaults faults;

	HandledExceptionRecorder(TracingFaults faults) {
		this.faults = faults;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception exception) {
		try {
			RequestTrace trace = RequestTrace.of(request);
			if (trace != null) {
				trace.handled(exception);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording an exception", ex);
		}
		return null;
	}

}
