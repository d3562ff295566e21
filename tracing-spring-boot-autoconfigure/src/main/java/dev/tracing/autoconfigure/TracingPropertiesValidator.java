package dev.tracing.autoconfigure;

import java.time.Duration;

import dev.tracing.propagation.PropagationFormat;
import org.jspecify.annotations.Nullable;

/**
 * Checks what binding cannot: ranges and combinations.
 */
final class TracingPropertiesValidator {

	private TracingPropertiesValidator() {
	}

	static void validate(TracingProperties properties) {
		validate(properties.getService());
		validate(properties.getSampling());
		validate(properties.getPropagation());
		validate(properties.getExport());
	}

	private static void validate(TracingProperties.Service service) {
		String name = service.getName();
		check(name == null || !name.isBlank(), "tracing.service.name", name, "a service name must not be empty",
				"Give the service a name, or remove the property to use spring.application.name.");
	}

	private static void validate(TracingProperties.Sampling sampling) {
		double probability = sampling.getProbability();
		check(probability >= 0 && probability <= 1, "tracing.sampling.probability", probability,
				"a probability lies between 0 and 1",
				"Set a value from 0.0 (no new trace) to 1.0 (every new trace), for example 0.1 for every tenth.");
		double rate = sampling.getTracesPerSecond();
		check(rate >= 0 || rate == -1, "tracing.sampling.traces-per-second", rate,
				"a rate is zero or more, or -1 for no cap",
				"Set how many new traces per second to record at the most, or -1 for no cap.");
	}

	private static void validate(TracingProperties.Propagation propagation) {
		check(!propagation.getExtract().contains(PropagationFormat.INBOUND), "tracing.propagation.extract",
				propagation.getExtract(), "'inbound' names no format to read",
				"Remove 'inbound' here; it belongs into tracing.propagation.inject.");
	}

	private static void validate(TracingProperties.Export export) {
		positive("tracing.export.queue-size", export.getQueueSize());
		positive("tracing.export.batch-size", export.getBatchSize());
		check(export.getBatchSize() <= export.getQueueSize(), "tracing.export.batch-size", export.getBatchSize(),
				"a batch cannot be larger than the queue (tracing.export.queue-size=" + export.getQueueSize() + ")",
				"Set a smaller batch size or a larger queue size.");
		positive("tracing.export.delay", export.getDelay());
		positive("tracing.export.timeout", export.getTimeout());
		positive("tracing.export.shutdown-timeout", export.getShutdownTimeout());
	}

	private static void positive(String key, int value) {
		check(value > 0, key, value, "it must be greater than zero", "Set a number of spans of at least 1.");
	}

	private static void positive(String key, Duration value) {
		check(!value.isNegative() && !value.isZero(), key, value, "it must be longer than zero",
				"Set a duration such as 500ms, 10s or 1m.");
	}

	private static void check(boolean valid, String key, @Nullable Object value, String reason, String fix) {
		if (!valid) {
			throw new InvalidTracingPropertyException(key, value, reason, fix);
		}
	}

}
