package dev.tracing.instrument.http;

import dev.tracing.instrument.Deferred;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * What the instrumentation of all HTTP servers shares, and that of all HTTP clients.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpTracingProperties.class)
public class HttpSpansConfiguration {

	private final HttpTracingProperties properties;

	HttpSpansConfiguration(HttpTracingProperties properties) {
		this.properties = properties;
	}

	@Bean
	@Lazy
	HttpServerSpans httpServerSpans(Tracer openTelemetryTracer, OpenTelemetry openTelemetry,
			StartAttributes startAttributes, TracingFaults tracingFaults) {
		return new HttpServerSpans(openTelemetryTracer, openTelemetry.getPropagators().getTextMapPropagator(),
				startAttributes, this.properties, tracingFaults);
	}

	@Bean
	HttpClientSpans httpClientSpans(Tracer openTelemetryTracer, OpenTelemetry openTelemetry,
			StartAttributes startAttributes, TracingFaults tracingFaults) {
		return new HttpClientSpans(openTelemetryTracer, openTelemetry.getPropagators().getTextMapPropagator(),
				startAttributes, this.properties, tracingFaults);
	}

	@Bean
	@Lazy
	Deferred<HttpClientSpans> deferredHttpClientSpans(ObjectProvider<HttpClientSpans> httpClientSpans,
			TracingFaults tracingFaults) {
		return new Deferred<>(httpClientSpans, tracingFaults, "tracing a request");
	}

}
