package dev.tracing.instrument.servlet;

import java.util.List;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.HttpTracingProperties;
import dev.tracing.instrument.http.ServerExclusions;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Has a filter of its own for a management server on a port of its own, which otherwise
 * would not exclude what its requests do, as in the queries of a health check.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnTracing("servlet")
@ConditionalOnBean(HttpServerSpans.class)
class ServletManagementTracingConfiguration {

	@Bean
	TracingFilterRegistrationBean managementTracingFilterRegistration(ObjectProvider<HttpServerSpans> httpServerSpans,
			HttpTracingProperties properties, TracingFaults tracingFaults) {
		return new TracingFilterRegistrationBean(httpServerSpans,
				ServerExclusions.ofManagementServer(properties.getServer()), new ServerLifecycles(List.of()),
				tracingFaults);
	}

}
