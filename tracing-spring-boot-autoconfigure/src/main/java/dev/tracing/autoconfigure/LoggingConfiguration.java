package dev.tracing.autoconfigure;

import dev.tracing.logging.LogCorrelation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Trace and span id in the log context.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnTracing("logging")
@ConditionalOnClass(MDC.class)
@EnableConfigurationProperties(LoggingTracingProperties.class)
class LoggingConfiguration {

	private static final Log logger = LogFactory.getLog(LoggingConfiguration.class);

	@Bean
	LogCorrelation logCorrelation() {
		return new LogCorrelation();
	}

	@Bean
	Instrumentation loggingInstrumentation(LogCorrelation logCorrelation) {
		boolean effective = logCorrelation.isEffective();
		if (!effective) {
			logger.warn(
					"Log lines carry no trace ids: something used an OpenTelemetry context before Spring Boot started");
		}
		return new Instrumentation("logging", effective);
	}

}
