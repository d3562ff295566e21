package dev.tracing.instrument.reactor;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import reactor.core.publisher.Hooks;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tracing Reactor's chains.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(Hooks.class)
@ConditionalOnTracing("reactor")
public final class ReactorTracingAutoConfiguration {

	@Bean
	@Lazy(false)
	@Conditional(OnAutomaticContextPropagationCondition.class)
	AutomaticContextPropagation automaticContextPropagation() {
		return new AutomaticContextPropagation();
	}

}
