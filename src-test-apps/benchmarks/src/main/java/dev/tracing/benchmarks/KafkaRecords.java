package dev.tracing.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Hands records to a listener as a container does, without a network.
 */
final class KafkaRecords {

	private final MockConsumer<Object, Object> consumer = new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());

	private final @Nullable RecordInterceptor<Object, Object> interceptor;

	private final ObservationRegistry registry;

	private final byte @Nullable [] traceparent;

	/**
	 * Create the records.
	 * @param interceptor the interceptor of the container, if it has one
	 * @param registry the registry of the container, which adapters of listeners ask
	 * @param traceparent the sender's trace context, if there is one
	 */
	KafkaRecords(@Nullable RecordInterceptor<Object, Object> interceptor, ObservationRegistry registry,
			@Nullable String traceparent) {
		this.interceptor = interceptor;
		this.registry = registry;
		this.traceparent = (traceparent != null) ? traceparent.getBytes(StandardCharsets.UTF_8) : null;
	}

	/**
	 * Hand over records one after the other.
	 * @param records how many
	 * @return the sum of the offsets, for the compiler to see that someone cares
	 */
	long process(int records) {
		long sum = 0;
		for (int i = 0; i < records; i++) {
			Headers headers = new RecordHeaders();
			if (this.traceparent != null) {
				headers.add("traceparent", this.traceparent);
			}
			ConsumerRecord<Object, Object> record = new ConsumerRecord<>("orders", 0, i, 1_700_000_000_000L,
					TimestampType.CREATE_TIME, 3, 5, "key", "value", headers, Optional.empty());
			sum += process(record);
		}
		return sum;
	}

	private long process(ConsumerRecord<Object, Object> record) {
		if (this.interceptor == null) {
			return listen(record);
		}
		this.interceptor.intercept(record, this.consumer);
		long offset = listen(record);
		this.interceptor.success(record, this.consumer);
		this.interceptor.afterRecord(record, this.consumer);
		return offset;
	}

	private long listen(ConsumerRecord<Object, Object> record) {
		Observation observation = this.registry.getCurrentObservation();
		long offset = record.offset();
		if (observation != null) {
			observation.stop();
		}
		return offset;
	}

}
