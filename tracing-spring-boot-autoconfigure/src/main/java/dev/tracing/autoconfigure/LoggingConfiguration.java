package dev.tracing.autoconfigure;

import dev.tracing.logging.LogCorrelation;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Trace and span id in the log context.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing("logging")
@ConditionalOnClass(MDC.class)
class LoggingConfiguration {

	@Bean
	LogCorrelation logCorrelation() {
		return new LogCorrelation();
	}

}
