package dev.tracing.observation;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the bridge from Micrometer
 * Observations to spans. The handler comes ahead of Spring Boot's own tracing handlers,
 * of which the first that accepts an observation is the only one to see it. A
 * {@link TracingObservationHandler} of the application that is to come first needs a
 * negative order.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(TracingAutoConfiguration.ORDER)
@ConditionalOnClass({ ObservationHandler.class, TracingObservationHandler.class, OtelTracer.class })
@ConditionalOnTracing(besideAgent = true)
@EnableConfigurationProperties(ObservationTracingProperties.class)
@Lazy
public final class ObservationTracingAutoConfiguration {

	/**
	 * At once, for names that make no sense stop the start.
	 */
	@Bean
	@Lazy(false)
	@ConditionalOnTracing("observation")
	static SpanOwnership observationSpanOwnership(ObservationTracingProperties properties,
			ObjectProvider<ObservedSpans<?>> observedSpans) {
		return new SpanOwnership(observedSpans.stream().toList(), RoomObservations::contain,
				ObservationNames.parse("tracing.observation.exclude", properties.getExclude()));
	}

	@Bean
	@ConditionalOnMissingBean(name = "observationSpanOwnership")
	SpanOwnership noSpanOwnership(ObjectProvider<ObservedSpans<?>> observedSpans) {
		return SpanOwnership.none(observedSpans.stream().toList());
	}

	@Bean
	@Order(0)
	ObservationSpanHandler observationSpanHandler(OpenTelemetry openTelemetry, Tracer openTelemetryTracer,
			io.micrometer.tracing.Tracer micrometerOtelTracer, SpanOwnership observationSpanOwnership,
			ObjectProvider<StartAttributes> startAttributes, TracingFaults tracingFaults) {
		boolean attributesAtStart = startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED).required();
		ObservationSpans spans = new ObservationSpans(openTelemetryTracer,
				openTelemetry.getPropagators().getTextMapPropagator(), attributesAtStart);
		return new ObservationSpanHandler(spans, observationSpanOwnership, micrometerOtelTracer, tracingFaults);
	}

	@Bean
	static HeardObservations heardObservations() {
		return new HeardObservations();
	}

	@Bean
	UnheardObservations unheardObservations(SpanOwnership observationSpanOwnership,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<ObservationHandler<?>> handlers) {
		return new UnheardObservations(observationSpanOwnership, new ObservationAudience(
				() -> HeardObservations.mayHaveListenersThatAreNoBeans(beanFactory), handlers::orderedStream));
	}

}
