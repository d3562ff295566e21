package dev.tracing.benchmarks;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

import org.springframework.web.servlet.HandlerMapping;

/**
 * The application behind the filter, reduced to what Spring MVC tells about the request.
 */
final class OrderChain implements FilterChain {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response) {
		request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/orders/{id}");
	}

}
