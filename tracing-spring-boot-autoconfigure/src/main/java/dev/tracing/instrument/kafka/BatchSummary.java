package dev.tracing.instrument.kafka;

import dev.tracing.instrument.messaging.DestinationPatterns;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * What the traced records of a batch have in common.
 *
 * @param size how many there are
 * @param first the first of them, if there is any
 * @param topic their topic, or {@code null} if they have several
 * @param partition their partition, or -1 if they have several
 * @param oldest the earliest timestamp in milliseconds, or -1 if there is none
 */
record BatchSummary(int size, @Nullable ConsumerRecord<?, ?> first, @Nullable String topic, int partition,
		long oldest) {

	static BatchSummary of(ConsumerRecords<?, ?> records, DestinationPatterns excluded) {
		int size = 0;
		ConsumerRecord<?, ?> first = null;
		String topic = null;
		int partition = -1;
		long oldest = -1;
		for (ConsumerRecord<?, ?> record : records) {
			if (excluded.matches(record.topic())) {
				continue;
			}
			if (size++ == 0) {
				first = record;
				topic = record.topic();
				partition = record.partition();
			}
			if (!record.topic().equals(topic)) {
				topic = null;
				partition = -1;
			}
			if (record.partition() != partition) {
				partition = -1;
			}
			if (record.timestamp() >= 0 && (oldest < 0 || record.timestamp() < oldest)) {
				oldest = record.timestamp();
			}
		}
		return new BatchSummary(size, first, topic, partition, oldest);
	}

}
