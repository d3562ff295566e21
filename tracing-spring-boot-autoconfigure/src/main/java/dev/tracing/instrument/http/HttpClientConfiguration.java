package dev.tracing.instrument.http;

import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the instrumentation of all HTTP clients shares.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpTracingProperties.class)
public class HttpClientConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpClientSpans httpClientSpans(Tracer tracer, OpenTelemetry openTelemetry, StartAttributes startAttributes,
			HttpTracingProperties properties, TracingFaults faults) {
		return new HttpClientSpans(tracer, openTelemetry.getPropagators().getTextMapPropagator(), startAttributes,
				properties, faults);
	}

	@Bean
	@ConditionalOnMissingBean
	DeferredHttpClientSpans deferredHttpClientSpans(ObjectProvider<HttpClientSpans> spans, TracingFaults faults) {
		return new DeferredHttpClientSpans(spans, faults);
	}

}
