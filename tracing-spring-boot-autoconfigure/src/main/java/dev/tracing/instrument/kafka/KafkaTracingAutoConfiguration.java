package dev.tracing.instrument.kafka;

import dev.tracing.autoconfigure.ConditionalOnTracing;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.messaging.DestinationPatterns;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tracing for Kafka.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(KafkaTemplate.class)
@ConditionalOnTracing("kafka")
@EnableConfigurationProperties(KafkaTracingProperties.class)
@Lazy
public final class KafkaTracingAutoConfiguration {

	@Bean
	static KafkaClientsBeanPostProcessor tracingKafkaClientsBeanPostProcessor(ObjectProvider<SendSpans> kafkaSendSpans,
			ObjectProvider<ProcessSpans> kafkaProcessSpans, ObjectProvider<TracingFaults> tracingFaults) {
		return new KafkaClientsBeanPostProcessor(kafkaSendSpans, kafkaProcessSpans, tracingFaults);
	}

	@Bean
	SendSpans kafkaSendSpans(OpenTelemetry openTelemetry, Tracer openTelemetryTracer,
			ObjectProvider<StartAttributes> startAttributes, KafkaTracingProperties properties,
			TracingFaults tracingFaults) {
		return new SendSpans(openTelemetryTracer, openTelemetry.getPropagators().getTextMapPropagator(),
				startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED), excluded(properties),
				properties.isCaptureKey(), tracingFaults);
	}

	@Bean
	ProcessSpans kafkaProcessSpans(OpenTelemetry openTelemetry, Tracer openTelemetryTracer,
			ObjectProvider<StartAttributes> startAttributes, KafkaTracingProperties properties,
			TracingFaults tracingFaults) {
		return new ProcessSpans(openTelemetryTracer, openTelemetry.getPropagators().getTextMapPropagator(),
				startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED), excluded(properties),
				properties.isCaptureKey(), tracingFaults);
	}

	private static DestinationPatterns excluded(KafkaTracingProperties properties) {
		return new DestinationPatterns("tracing.kafka.exclude", properties.getExclude());
	}

	@Bean
	ObservedRecords kafkaObservedRecords(ProcessSpans kafkaProcessSpans) {
		return new ObservedRecords(kafkaProcessSpans);
	}

	@Bean
	KafkaTracing kafkaTracing(SendSpans kafkaSendSpans, ProcessSpans kafkaProcessSpans) {
		return new KafkaTracing(kafkaSendSpans, kafkaProcessSpans);
	}

	@Bean
	@Lazy(false)
	ContainersLifecycle tracingKafkaContainersLifecycle(ObjectProvider<KafkaListenerEndpointRegistry> registries,
			ObjectProvider<ProcessSpans> kafkaProcessSpans) {
		return new ContainersLifecycle(registries, kafkaProcessSpans);
	}

}
