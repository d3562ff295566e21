package dev.tracing.benchmarks;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Tracing of an application wired by hand.
 */
@Configuration(proxyBeanMethods = false)
class HandMadeConfiguration {

	@Bean
	HandMadeTracing handMadeTracing(@Value("${by-hand.probability}") double probability,
			@Value("${by-hand.endpoint}") String endpoint) {
		return new HandMadeTracing(probability,
				OtlpHttpSpanExporter.builder().setEndpoint(endpoint).setCompression("gzip").build());
	}

	@Bean
	FilterRegistrationBean<HandMadeServerFilter> handMadeServerFilter(HandMadeTracing tracing) {
		FilterRegistrationBean<HandMadeServerFilter> registration = new FilterRegistrationBean<>(
				new HandMadeServerFilter(tracing));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	@Bean
	RestClientCustomizer handMadeRestClientCustomizer(HandMadeTracing tracing) {
		HandMadeClientInterceptor interceptor = new HandMadeClientInterceptor(tracing);
		return (builder) -> builder.requestInterceptor(interceptor);
	}

}
