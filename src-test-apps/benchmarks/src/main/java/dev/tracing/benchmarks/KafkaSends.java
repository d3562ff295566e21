package dev.tracing.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Sends records, without a network: the producer answers at once.
 */
final class KafkaSends {

	private final Producer<String, String> producer;

	/**
	 * Create the sends.
	 * @param tracing puts tracing around a producer
	 */
	KafkaSends(UnaryOperator<Producer<String, String>> tracing) {
		this.producer = tracing.apply(new AnsweringProducer());
	}

	/**
	 * Send records one after the other.
	 * @param records how many
	 * @return the sum of the offsets, for the compiler to see that someone cares
	 */
	long send(int records) {
		long[] sum = new long[1];
		for (int i = 0; i < records; i++) {
			Future<RecordMetadata> sent = this.producer.send(new ProducerRecord<>("orders", "key", "value"),
					(metadata, exception) -> sum[0] += metadata.offset());
			sum[0] += (sent.isDone()) ? 1 : 0;
		}
		return sum[0];
	}

	/**
	 * A producer whose records are where they belong as soon as they are sent.
	 */
	private static final class AnsweringProducer extends MockProducer<String, String> {

		private final RecordMetadata metadata = new RecordMetadata(new TopicPartition("orders", 0), 4711, 0, 0, 3, 5);

		private final Future<RecordMetadata> answer = CompletableFuture.completedFuture(this.metadata);

		@Override
		public Future<RecordMetadata> send(ProducerRecord<String, String> record, @Nullable Callback callback) {
			if (callback != null) {
				callback.onCompletion(this.metadata, null);
			}
			return this.answer;
		}

	}

}
