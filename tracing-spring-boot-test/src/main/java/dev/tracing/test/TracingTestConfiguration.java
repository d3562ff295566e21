package dev.tracing.test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * Adds the {@link TraceRecorder} to a test's application context. A fallback, so that a
 * recorder the context defines itself is the one that is injected and checked.
 */
@Configuration(proxyBeanMethods = false)
class TracingTestConfiguration {

	@Bean
	@Fallback
	TraceRecorder tracingTestRecorder() {
		return new TraceRecorder();
	}

}
