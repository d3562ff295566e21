package dev.tracing.instrument.servlet;

import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.logging.TracingFaults;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.PriorityOrdered;

/**
 * Registers the filter for all dispatches that a server makes by itself, around all other
 * filters. Several filters of Spring Boot have the highest precedence too; what makes
 * this one come first is the priority.
 *
 * <p>
 * A server is made before all other beans, while Spring still looks through all
 * definitions for each dependency, and takes requests after them. So what the filter
 * makes spans with, which is the whole engine, is asked for in between.
 */
final class TracingFilterRegistrationBean extends FilterRegistrationBean<TracingFilter>
		implements PriorityOrdered, SmartInitializingSingleton {

	private final ObjectProvider<HttpServerSpans> spans;

	TracingFilterRegistrationBean(ObjectProvider<HttpServerSpans> spans, PathExclusions exclusions,
			ServerLifecycle server, TracingFaults faults) {
		super(new TracingFilter(new Deferred<>(spans, faults, "tracing a request"), exclusions, server, faults));
		this.spans = spans;
		setName("tracingFilter");
		setOrder(HIGHEST_PRECEDENCE);
		setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.spans.getObject();
	}

}
