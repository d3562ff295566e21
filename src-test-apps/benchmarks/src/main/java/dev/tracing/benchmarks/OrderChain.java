package dev.tracing.benchmarks;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The application behind the filter, reduced to what Spring MVC tells about a request.
 */
final class OrderChain implements FilterChain {

	private final HandlerInterceptor[] interceptors;

	private final Object handler = new Object();

	OrderChain(HandlerInterceptor... interceptors) {
		this.interceptors = interceptors;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
		request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/orders/{id}");
		try {
			for (HandlerInterceptor interceptor : this.interceptors) {
				interceptor.preHandle((HttpServletRequest) request, (HttpServletResponse) response, this.handler);
			}
			for (HandlerInterceptor interceptor : this.interceptors) {
				interceptor.afterCompletion((HttpServletRequest) request, (HttpServletResponse) response, this.handler,
						null);
			}
		}
		catch (IOException | ServletException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ServletException(ex);
		}
	}

}
