package dev.tracing.instrument.http;

import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
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
	HttpClientSpans httpClientSpans(Tracer openTelemetryTracer, OpenTelemetry openTelemetry,
			StartAttributes startAttributes, HttpTracingProperties properties, TracingFaults tracingFaults) {
		return new HttpClientSpans(openTelemetryTracer, openTelemetry.getPropagators().getTextMapPropagator(),
				startAttributes, properties, tracingFaults);
	}

	@Bean
	DeferredHttpClientSpans deferredHttpClientSpans(ObjectProvider<HttpClientSpans> httpClientSpans,
			TracingFaults tracingFaults) {
		return new DeferredHttpClientSpans(httpClientSpans, tracingFaults);
	}

}
