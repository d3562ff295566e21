package dev.tracing.instrument.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * The broker of all tests in this JVM.
 */
final class TestBroker {

	private static final EmbeddedKafkaBroker BROKER = start();

	private static final Set<String> CREATED = ConcurrentHashMap.newKeySet();

	private TestBroker() {
	}

	private static EmbeddedKafkaBroker start() {
		EmbeddedKafkaBroker broker = new EmbeddedKafkaKraftBroker(1, 1)
			.brokerProperties(Map.of("share.coordinator.state.topic.replication.factor", "1",
					"share.coordinator.state.topic.min.isr", "1", "transaction.state.log.replication.factor", "1",
					"transaction.state.log.min.isr", "1", "group.initial.rebalance.delay.ms", "0"));
		broker.afterPropertiesSet();
		Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy, "stop-broker"));
		return broker;
	}

	/**
	 * Return where the broker is.
	 * @return host and port
	 */
	static String address() {
		return BROKER.getBrokersAsString();
	}

	/**
	 * Create topics that do not exist yet.
	 * @param partitions how many partitions each has
	 * @param topics the names
	 */
	static void create(int partitions, String... topics) {
		for (String topic : topics) {
			create(new NewTopic(topic, partitions, (short) 1));
		}
	}

	/**
	 * Create a topic that does not exist yet.
	 * @param topic the topic
	 */
	static void create(NewTopic topic) {
		if (CREATED.add(topic.name())) {
			BROKER.addTopics(topic);
		}
	}

}
