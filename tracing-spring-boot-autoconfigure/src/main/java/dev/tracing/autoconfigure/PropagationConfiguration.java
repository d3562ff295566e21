package dev.tracing.autoconfigure;

import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.ContextThreadLocalAccessor;
import dev.tracing.propagation.TraceContextPropagator;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.ContextPropagators;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * How trace context travels.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing
class PropagationConfiguration {

	@Bean
	@ConditionalOnMissingBean({ ContextPropagators.class, OpenTelemetry.class })
	ContextPropagators contextPropagators(TracingProperties properties, TracingFaults tracingFaults) {
		TracingProperties.Propagation propagation = properties.getPropagation();
		return ContextPropagators
			.create(new TraceContextPropagator(propagation.getExtract(), propagation.getInject(), tracingFaults));
	}

	/**
	 * Micrometer has one registry per JVM. What it keeps does nothing where no context is
	 * current.
	 */
	@Bean
	@Lazy(false)
	ContextThreadLocalAccessor contextThreadLocalAccessor() {
		ContextThreadLocalAccessor accessor = new ContextThreadLocalAccessor();
		ContextRegistry.getInstance().registerThreadLocalAccessor(accessor);
		return accessor;
	}

}
