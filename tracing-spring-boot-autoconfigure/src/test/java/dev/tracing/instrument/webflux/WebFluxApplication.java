package dev.tracing.instrument.webflux;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.ContractController;
import dev.tracing.instrument.reactor.ReactorTracingAutoConfiguration;
import dev.tracing.sampling.StartAttributes;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * A WebFlux application with tracing and little else.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TracingAutoConfiguration.class, ReactorTracingAutoConfiguration.class,
		WebFluxTracingAutoConfiguration.class, HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class,
		ErrorWebFluxAutoConfiguration.class, CodecsAutoConfiguration.class, JacksonAutoConfiguration.class })
@Import({ ContractController.class, ReactiveController.class })
class WebFluxApplication {

	@Bean
	StartAttributes startAttributes(Environment environment) {
		return environment.getProperty("test.start-attributes", StartAttributes.class, StartAttributes.DEFERRABLE);
	}

	@Bean
	RouterFunction<ServerResponse> functionalRoutes() {
		return RouterFunctions.route()
			.nest(RequestPredicates.path("/functional"),
					(routes) -> routes
						.GET("/orders/{id}", (request) -> ServerResponse.ok().bodyValue(request.pathVariable("id")))
						.GET("/failing", (request) -> Mono.error(new IllegalStateException("no function")))
						.GET("/throwing", (request) -> {
							throw new IllegalStateException("no function");
						}))
			.build();
	}

}
