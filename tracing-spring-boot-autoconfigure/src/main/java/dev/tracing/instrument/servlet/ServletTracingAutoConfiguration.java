package dev.tracing.instrument.servlet;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.HttpServerConfiguration;
import dev.tracing.instrument.http.HttpServerSpans;
import dev.tracing.instrument.http.HttpTracingProperties;
import dev.tracing.instrument.http.PathExclusions;
import dev.tracing.instrument.http.ServerExclusions;
import dev.tracing.logging.TracingFaults;
import dev.tracing.observation.ObservationAudience;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tracing requests to servlet
 * applications.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class, DispatcherServlet.class })
@ConditionalOnTracing("servlet")
@Import({ HttpServerConfiguration.class, TomcatLifecycleConfiguration.class, JettyLifecycleConfiguration.class })
public final class ServletTracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OutermostFilterRegistrationBean tracingFilterRegistration(HttpServerSpans spans, HttpTracingProperties properties,
			Environment environment, ObjectProvider<ServerLifecycle> lifecycles, TracingFaults faults) {
		PathExclusions exclusions = ServerExclusions.ofApplication(properties.getServer(), environment,
				environment.getProperty("spring.mvc.servlet.path", "/"));
		ServerLifecycles servers = new ServerLifecycles(lifecycles.stream().toList());
		return new OutermostFilterRegistrationBean(new TracingFilter(spans, exclusions, servers, faults));
	}

	@Bean
	@ConditionalOnMissingBean(name = "tracingRouteInterceptor")
	MappedInterceptor tracingRouteInterceptor(TracingFaults faults) {
		return new MappedInterceptor(null, new RouteInterceptor(faults));
	}

	@Bean
	static ObservationFilterBeanPostProcessor observationFilterBeanPostProcessor(
			ObjectProvider<ObservationAudience> audience) {
		return new ObservationFilterBeanPostProcessor(audience);
	}

	@Bean
	@ConditionalOnMissingBean
	HandledExceptionRecorder handledExceptionRecorder(TracingFaults faults) {
		return new HandledExceptionRecorder(faults);
	}

	/**
	 * Registers the filter for all dispatches that a server makes by itself, around all
	 * other filters. Several filters of Spring Boot have the highest precedence too; what
	 * makes this one come first is the priority.
	 */
	static final class OutermostFilterRegistrationBean extends FilterRegistrationBean<TracingFilter>
			implements PriorityOrdered {

		OutermostFilterRegistrationBean(TracingFilter filter) {
			super(filter);
			setName("tracingFilter");
			setOrder(HIGHEST_PRECEDENCE);
			setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		}

	}

}
