package dev.tracing.instrument.servlet;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.ContractController;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A Spring MVC application with tracing and little else.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ TracingAutoConfiguration.class, ServletTracingAutoConfiguration.class,
		DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class,
		HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class })
@Import({ ContractController.class, ServletController.class, AsyncController.class })
class ServletApplication {

	@Bean
	StartAttributes startAttributes(Environment environment) {
		return environment.getProperty("test.start-attributes", StartAttributes.class, StartAttributes.DEFERRABLE);
	}

	@Bean
	ErrorAttributes errorAttributes(Tracer tracer) {
		return new TracedErrorAttributes(tracer);
	}

	@Bean
	RouterFunction<ServerResponse> functionalRoutes() {
		return RouterFunctions.route()
			.nest(RequestPredicates.path("/functional"),
					(routes) -> routes
						.GET("/orders/{id}", (request) -> ServerResponse.ok().body(request.pathVariable("id")))
						.GET("/failing", (request) -> {
							throw new IllegalStateException("no function");
						}))
			.build();
	}

	@Bean
	ServletRegistrationBean<AsyncServlet> asyncServlet() {
		return new ServletRegistrationBean<>(new AsyncServlet(), "/raw/*");
	}

}
