package dev.tracing.instrument.webflux;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.HttpTracingProperties;
import dev.tracing.instrument.http.ServerExclusions;
import dev.tracing.instrument.reactor.AutomaticContextPropagation;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Decorates the handler of a management server on a port of its own, which otherwise
 * would not exclude what its requests do, as in the queries of a health check.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnTracing("webflux")
@ConditionalOnBean(ServerRequestGetter.class)
class WebFluxManagementTracingConfiguration {

	@Bean
	TracingHttpHandlerDecoratorFactory managementHttpHandlerDecoratorFactory(HttpServerSpans httpServerSpans,
			ServerRequestGetter serverRequestGetter, HttpTracingProperties properties,
			ObjectProvider<AutomaticContextPropagation> automaticContextPropagation, TracingFaults tracingFaults) {
		return new TracingHttpHandlerDecoratorFactory(httpServerSpans, serverRequestGetter,
				ServerExclusions.ofManagementServer(properties.getServer()),
				automaticContextPropagation.getIfAvailable() != null, tracingFaults, Ordered.HIGHEST_PRECEDENCE);
	}

}
