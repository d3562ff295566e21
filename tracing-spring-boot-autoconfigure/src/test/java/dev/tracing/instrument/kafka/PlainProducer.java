package dev.tracing.instrument.kafka;

import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A producer of another service, which nobody traces.
 */
final class PlainProducer implements AutoCloseable {

	private final KafkaProducer<String, String> producer = new KafkaProducer<>(
			Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.address()), new StringSerializer(),
			new StringSerializer());

	void send(ProducerRecord<String, String> record) throws Exception {
		this.producer.send(record).get();
	}

	@Override
	public void close() {
		this.producer.close();
	}

}
