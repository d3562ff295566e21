package dev.tracing.instrument.servlet;

import jakarta.servlet.DispatcherType;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.PriorityOrdered;

/**
 * Registers the filter for all dispatches that a server makes by itself, around all other
 * filters. Several filters of Spring Boot have the highest precedence too; what makes
 * this one come first is the priority.
 */
final class TracingFilterRegistrationBean extends FilterRegistrationBean<TracingFilter> implements PriorityOrdered {

	TracingFilterRegistrationBean(TracingFilter filter) {
		super(filter);
		setName("tracingFilter");
		setOrder(HIGHEST_PRECEDENCE);
		setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
	}

}
