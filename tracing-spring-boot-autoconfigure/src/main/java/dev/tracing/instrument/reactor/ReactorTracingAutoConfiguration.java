package dev.tracing.instrument.reactor;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.Instrumentation;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import reactor.core.publisher.Hooks;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tracing Reactor's chains.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(Hooks.class)
@ConditionalOnTracing
@EnableConfigurationProperties(ReactorTracingProperties.class)
public final class ReactorTracingAutoConfiguration {

	@Bean
	Instrumentation reactorInstrumentation(ReactorTracingProperties properties) {
		return new Instrumentation("reactor", properties.isEnabled());
	}

	/**
	 * Reactor has one switch per JVM. It stays on when the application stops: another
	 * application may have switched it on as well. Chains without a trace context pay for
	 * it and are otherwise unaffected.
	 */
	@Lazy(false)
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("reactor")
	@Conditional(OnAutomaticContextPropagation.class)
	static class AutomaticContextPropagationConfiguration {

		AutomaticContextPropagationConfiguration() {
			Hooks.enableAutomaticContextPropagation();
		}

	}

	/**
	 * Where nothing is set, only applications pay that are reactive throughout.
	 */
	static final class OnAutomaticContextPropagation extends AnyNestedCondition {

		OnAutomaticContextPropagation() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty(name = "tracing.reactor.context-propagation", havingValue = "automatic")
		static class Asked {

		}

		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		@ConditionalOnProperty(name = "tracing.reactor.context-propagation", havingValue = "automatic",
				matchIfMissing = true)
		static class Reactive {

		}

	}

}
