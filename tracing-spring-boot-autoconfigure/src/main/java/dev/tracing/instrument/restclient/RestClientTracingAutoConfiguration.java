package dev.tracing.instrument.restclient;

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
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for {@link RestTemplate}
 * and {@link RestClient}.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ RestClient.class, RestTemplate.class })
@ConditionalOnTracing("restclient")
@Import(HttpSpansConfiguration.class)
@Lazy
public final class RestClientTracingAutoConfiguration {

	@Bean
	RestClientTracing restClientTracing(Deferred<HttpClientSpans> deferredHttpClientSpans,
			TracingFaults tracingFaults) {
		return new RestClientTracing(deferredHttpClientSpans, tracingFaults);
	}

	@Bean
	static RestClientBeanPostProcessor tracingRestClientBeanPostProcessor(
			ObjectProvider<RestClientTracing> restClientTracing) {
		return new RestClientBeanPostProcessor(restClientTracing);
	}

	@Bean
	TracingHttpServiceGroupConfigurer tracingHttpServiceGroupConfigurer(RestClientTracing restClientTracing) {
		return new TracingHttpServiceGroupConfigurer(restClientTracing);
	}

	/**
	 * Clients from Spring Boot's builders.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestTemplateCustomizer.class })
	@Lazy
	static class BuilderConfiguration {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestTemplateCustomizer tracingRestTemplateCustomizer(RestClientTracing restClientTracing) {
			return restClientTracing::trace;
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestClientCustomizer tracingRestClientCustomizer(RestClientTracing restClientTracing) {
			return restClientTracing::trace;
		}

	}

}
