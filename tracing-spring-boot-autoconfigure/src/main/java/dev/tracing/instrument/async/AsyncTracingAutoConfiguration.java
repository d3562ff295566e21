package dev.tracing.instrument.async;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.Instrumentation;
import dev.tracing.autoconfigure.TracingAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing in tasks of executors.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(ThreadPoolTaskExecutor.class)
@ConditionalOnTracing
@EnableConfigurationProperties(AsyncTracingProperties.class)
public final class AsyncTracingAutoConfiguration {

	@Bean
	Instrumentation asyncInstrumentation(AsyncTracingProperties properties) {
		return new Instrumentation("async", properties.isEnabled());
	}

	/**
	 * Executors that are beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("async")
	static class ExecutorConfiguration {

		@Bean
		@ConditionalOnMissingBean
		static ExecutorBeanPostProcessor tracingExecutorBeanPostProcessor() {
			return new ExecutorBeanPostProcessor();
		}

	}

}
