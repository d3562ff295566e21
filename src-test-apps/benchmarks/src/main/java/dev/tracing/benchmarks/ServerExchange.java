package dev.tracing.benchmarks;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Sends requests through a filter, without a network.
 */
final class ServerExchange {

	private final Filter filter;

	private final InMemoryRequest request;

	private final InMemoryResponse response = new InMemoryResponse();

	private final FilterChain chain;

	/**
	 * Create an exchange.
	 * @param filter the filter
	 * @param traceparent W3C's header of each request, {@code null} for none
	 * @param interceptors interceptors of Spring MVC
	 */
	ServerExchange(Filter filter, @Nullable String traceparent, HandlerInterceptor... interceptors) {
		this.filter = filter;
		this.chain = new OrderChain(interceptors);
		this.request = new InMemoryRequest(traceparent);
	}

	/**
	 * Send requests one after the other.
	 * @param requests how many
	 * @return the sum of the status codes, for the compiler to see that someone cares
	 * @throws IOException not really
	 * @throws ServletException not really
	 */
	int serve(int requests) throws IOException, ServletException {
		int sum = 0;
		for (int i = 0; i < requests; i++) {
			this.request.recycle();
			this.filter.doFilter(this.request, this.response, this.chain);
			sum += this.response.getStatus();
		}
		return sum;
	}

}
