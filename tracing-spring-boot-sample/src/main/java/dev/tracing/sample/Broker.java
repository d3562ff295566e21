package dev.tracing.sample;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;

import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * The Kafka broker between the services, in their JVM so that there is nothing to
 * install.
 */
final class Broker implements AutoCloseable {

	private final EmbeddedKafkaBroker broker;

	private Broker(EmbeddedKafkaBroker broker) {
		this.broker = broker;
	}

	/**
	 * Start the broker. The first service should be up, because it sets up logging:
	 * before that the broker would log each of its steps.
	 */
	static Broker start() {
		EmbeddedKafkaBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "orders")
			.brokerProperties(Map.of("offsets.topic.num.partitions", "1"));
		silently(broker::afterPropertiesSet);
		return new Broker(broker);
	}

	/**
	 * A new broker writes about its disk to the standard output, whatever the log levels.
	 */
	private static void silently(Runnable start) {
		PrintStream out = System.out;
		System.setOut(new PrintStream(OutputStream.nullOutputStream()));
		try {
			start.run();
		}
		finally {
			System.setOut(out);
		}
	}

	String address() {
		return this.broker.getBrokersAsString();
	}

	@Override
	public void close() {
		this.broker.destroy();
	}

}
