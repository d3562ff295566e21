package dev.tracing.instrument.sqs;

import dev.tracing.instrument.messaging.DestinationPatterns;
import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.OmittedFields;
import dev.tracing.sampling.StartAttributes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * What the instrumentation of all clients of Amazon SQS shares.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SqsTracingProperties.class)
@Lazy
public class SqsSpansConfiguration {

	private final SqsTracingProperties properties;

	SqsSpansConfiguration(SqsTracingProperties properties) {
		this.properties = properties;
	}

	/**
	 * Made at once, though nothing may need it yet: what is wrong with it has to stop the
	 * start.
	 */
	@Bean
	@Lazy(false)
	DestinationPatterns sqsExcluded() {
		return new DestinationPatterns("tracing.sqs.exclude", this.properties.getExclude());
	}

	@Bean
	OmittedFields sqsOmittedFields() {
		return new OmittedFields("SQS",
				(this.properties.isAwsTraceHeader()) ? MessageContextWriter.AWS_TRACE_HEADER : "less or none");
	}

	@Bean
	MessageContextReader sqsContextReader(OpenTelemetry openTelemetry, TracingFaults tracingFaults) {
		return new MessageContextReader(openTelemetry.getPropagators().getTextMapPropagator(), tracingFaults);
	}

	@Bean
	MessageContextWriter sqsContextWriter(OpenTelemetry openTelemetry, OmittedFields sqsOmittedFields,
			TracingFaults tracingFaults) {
		return new MessageContextWriter(openTelemetry.getPropagators().getTextMapPropagator(), this.properties,
				sqsOmittedFields, tracingFaults);
	}

	@Bean
	CallSpans sqsCallSpans(Tracer openTelemetryTracer, DestinationPatterns sqsExcluded,
			ObjectProvider<StartAttributes> startAttributes, TracingFaults tracingFaults) {
		return new CallSpans(openTelemetryTracer, startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED),
				sqsExcluded, this.properties.isCreateSpans(), tracingFaults);
	}

	@Bean
	ProcessSpans sqsProcessSpans(Tracer openTelemetryTracer, DestinationPatterns sqsExcluded,
			MessageContextReader sqsContextReader, ObjectProvider<StartAttributes> startAttributes,
			TracingFaults tracingFaults) {
		return new ProcessSpans(openTelemetryTracer, sqsContextReader,
				startAttributes.getIfAvailable(() -> StartAttributes.REQUIRED), sqsExcluded, tracingFaults);
	}

}
