package dev.tracing.benchmarks;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Sends requests through WebFlux, without a network.
 */
final class FluxExchange {

	private static final PathPattern ROUTE = PathPatternParser.defaultInstance.parse("/orders/{id}");

	private final HttpHandler handler;

	private final HttpHeaders headers = new HttpHeaders();

	/**
	 * Create an exchange.
	 * @param traceparent W3C's header of each request, {@code null} for none
	 * @param filters filters
	 * @param decorators what is around everything
	 */
	FluxExchange(@Nullable String traceparent, List<WebFilter> filters, List<HttpHandlerDecoratorFactory> decorators) {
		this.headers.set("user-agent", "Java-http-client/17.0.15");
		if (traceparent != null) {
			this.headers.set("traceparent", traceparent);
		}
		WebHttpHandlerBuilder builder = WebHttpHandlerBuilder.webHandler(FluxExchange::answer)
			.filters((all) -> all.addAll(filters));
		decorators.forEach(builder::httpHandlerDecorator);
		this.handler = builder.build();
	}

	/**
	 * Does what any routing does: parses the path, which the request keeps, and leaves
	 * the pattern.
	 */
	private static Mono<Void> answer(ServerWebExchange exchange) {
		exchange.getRequest().getPath();
		exchange.getAttributes().put(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, ROUTE);
		exchange.getResponse().setStatusCode(HttpStatus.OK);
		return exchange.getResponse().setComplete();
	}

	/**
	 * Send requests one after the other.
	 * @param requests how many
	 * @return the sum of the status codes, for the compiler to see that someone cares
	 */
	int serve(int requests) {
		int sum = 0;
		for (int i = 0; i < requests; i++) {
			MockServerHttpResponse response = new MockServerHttpResponse();
			this.handler.handle(new FluxRequest(this.headers), response).subscribe(new BaseSubscriber<>() {
			});
			HttpStatusCode status = response.getStatusCode();
			sum += (status != null) ? status.value() : 0;
		}
		return sum;
	}

}
