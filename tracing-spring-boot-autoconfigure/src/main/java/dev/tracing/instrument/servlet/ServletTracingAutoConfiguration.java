package dev.tracing.instrument.servlet;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.HttpSpansConfiguration;
import dev.tracing.instrument.http.HttpTracingProperties;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.instrument.http.ServerExclusions;
import dev.tracing.logging.TracingFaults;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tracing requests to servlet
 * applications.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class, DispatcherServlet.class })
@ConditionalOnTracing("servlet")
@Import({ HttpSpansConfiguration.class, TomcatLifecycleConfiguration.class, JettyLifecycleConfiguration.class })
public final class ServletTracingAutoConfiguration {

	@Bean
	TracingFilterRegistrationBean tracingFilterRegistration(ObjectProvider<HttpServerSpans> httpServerSpans,
			HttpTracingProperties properties, Environment environment, ObjectProvider<ServerLifecycle> lifecycles,
			TracingFaults tracingFaults) {
		PathExclusions exclusions = ServerExclusions.ofApplication(properties.getServer(), environment,
				environment.getProperty("spring.mvc.servlet.path", "/"));
		ServerLifecycles servers = new ServerLifecycles(lifecycles.stream().toList());
		return new TracingFilterRegistrationBean(httpServerSpans, exclusions, servers, tracingFaults);
	}

	@Bean
	MappedInterceptor tracingRouteInterceptor(TracingFaults tracingFaults) {
		return new MappedInterceptor(null, new RouteInterceptor(tracingFaults));
	}

	@Bean
	HandledExceptionRecorder handledExceptionRecorder(TracingFaults tracingFaults) {
		return new HandledExceptionRecorder(tracingFaults);
	}

}
