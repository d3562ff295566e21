package dev.tracing.instrument.webflux;

import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.logging.TracingFaults;

import org.springframework.core.PriorityOrdered;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;

/**
 * Puts {@link TracingHttpHandler} around all of WebFlux and around all other decorators.
 */
final class TracingHttpHandlerDecoratorFactory implements HttpHandlerDecoratorFactory, PriorityOrdered {

	private final HttpServerSpans spans;

	private final ServerRequestGetter getter;

	private final PathExclusions exclusions;

	private final boolean automatic;

	private final TracingFaults faults;

	private final int order;

	TracingHttpHandlerDecoratorFactory(HttpServerSpans spans, ServerRequestGetter getter, PathExclusions exclusions,
			boolean automatic, TracingFaults faults, int order) {
		this.spans = spans;
		this.getter = getter;
		this.exclusions = exclusions;
		this.automatic = automatic;
		this.faults = faults;
		this.order = order;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return new TracingHttpHandler(handler, this.spans, this.getter, this.exclusions, this.automatic, this.faults);
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
