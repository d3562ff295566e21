package dev.tracing.instrument.jdkhttp;

import java.net.http.HttpClient;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.Deferred;
import dev.tracing.instrument.http.HttpClientSpans;
import dev.tracing.instrument.http.HttpSpansConfiguration;
import dev.tracing.logging.TracingFaults;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for beans of the JDK's
 * {@link HttpClient}. Comes late, to find those of other auto-configurations.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnTracing("jdkhttp")
@ConditionalOnBean(HttpClient.class)
@Import(HttpSpansConfiguration.class)
@Lazy
public final class JdkHttpTracingAutoConfiguration {

	@Bean
	static JdkHttpBeanPostProcessor tracingJdkHttpBeanPostProcessor(
			ObjectProvider<Deferred<HttpClientSpans>> deferredHttpClientSpans,
			ObjectProvider<TracingFaults> tracingFaults) {
		return new JdkHttpBeanPostProcessor(deferredHttpClientSpans, tracingFaults);
	}

}
