package dev.tracing.instrument.servlet;

import java.util.function.Supplier;

import dev.tracing.observation.ObservationAudience;
import jakarta.servlet.FilterRegistration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Leaves out the filter that observes requests where nobody listens: even then it costs
 * each request more than the span does that {@link TracingFilter} makes of it.
 */
final class ObservationFilterBeanPostProcessor implements BeanPostProcessor {

	private final Supplier<Boolean> listening;

	ObservationFilterBeanPostProcessor(ObjectProvider<ObservationAudience> audience) {
		this.listening = () -> {
			ObservationAudience known = audience.getIfAvailable();
			return known == null || known.isListening();
		};
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof FilterRegistrationBean<?> registration && registration.isEnabled()
				&& registration.getFilter() instanceof ServerHttpObservationFilter filter
				&& filter.getClass() == ServerHttpObservationFilter.class && !this.listening.get()) {
			return new UnmappedFilterRegistrationBean(registration.getFilterName(), filter);
		}
		return bean;
	}

	/**
	 * Registers a filter for no request at all. Unlike a disabled registration, it says
	 * nothing about that.
	 */
	static final class UnmappedFilterRegistrationBean extends FilterRegistrationBean<ServerHttpObservationFilter> {

		UnmappedFilterRegistrationBean(String name, ServerHttpObservationFilter filter) {
			super(filter);
			setName(name);
		}

		@Override
		protected void configure(FilterRegistration.Dynamic registration) {
			// A filter without mappings is never called.
		}

	}

}
