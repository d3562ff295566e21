package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpClient;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.Instrumentation;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.DeferredHttpClientSpans;
import dev.tracing.instrument.http.HttpClientConfiguration;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for beans of the JDK's
 * {@link HttpClient}.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnClass(HttpClient.class)
@ConditionalOnTracing
@EnableConfigurationProperties(JdkHttpTracingProperties.class)
public final class JdkHttpTracingAutoConfiguration {

	@Bean
	@ConditionalOnBean(HttpClient.class)
	Instrumentation jdkHttpInstrumentation(JdkHttpTracingProperties properties) {
		return new Instrumentation("jdkhttp", properties.isEnabled());
	}

	/**
	 * Clients that are beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("jdkhttp")
	@Import(HttpClientConfiguration.class)
	static class ClientConfiguration {

		@Bean
		@ConditionalOnMissingBean
		static JdkHttpBeanPostProcessor tracingJdkHttpBeanPostProcessor(ObjectProvider<DeferredHttpClientSpans> spans,
				ObjectProvider<TracingFaults> faults) {
			return new JdkHttpBeanPostProcessor(spans, faults);
		}

	}

}
