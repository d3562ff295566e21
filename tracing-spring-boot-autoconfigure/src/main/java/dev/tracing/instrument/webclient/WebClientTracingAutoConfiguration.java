package dev.tracing.instrument.webclient;

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
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for {@link WebClient}.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(WebClient.class)
@ConditionalOnTracing("webclient")
@Import(HttpSpansConfiguration.class)
@Lazy
public final class WebClientTracingAutoConfiguration {

	@Bean
	WebClientTracing webClientTracing(Deferred<HttpClientSpans> deferredHttpClientSpans, TracingFaults tracingFaults) {
		return new WebClientTracing(deferredHttpClientSpans, tracingFaults);
	}

	@Bean
	static WebClientBeanPostProcessor tracingWebClientBeanPostProcessor(
			ObjectProvider<WebClientTracing> webClientTracing) {
		return new WebClientBeanPostProcessor(webClientTracing);
	}

	@Bean
	TracingWebClientGroupConfigurer tracingWebClientGroupConfigurer(WebClientTracing webClientTracing) {
		return new TracingWebClientGroupConfigurer(webClientTracing);
	}

	/**
	 * Clients from Spring Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClientCustomizer.class)
	@Lazy
	static class BuilderConfiguration {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		WebClientCustomizer tracingWebClientCustomizer(WebClientTracing webClientTracing) {
			return webClientTracing::trace;
		}

	}

}
