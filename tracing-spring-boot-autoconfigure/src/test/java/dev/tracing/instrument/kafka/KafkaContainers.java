package dev.tracing.instrument.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

import org.springframework.context.ApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Waits for the listener containers of an application.
 */
final class KafkaContainers {

	private KafkaContainers() {
	}

	static void awaitAssignment(ApplicationContext context) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> context.getBean(KafkaListenerEndpointRegistry.class)
				.getAllListenerContainers()
				.stream()
				.allMatch(KafkaContainers::hasAllTopics));
	}

	private static boolean hasAllTopics(MessageListenerContainer container) {
		Collection<TopicPartition> assigned = container.getAssignedPartitions();
		String[] topics = container.getContainerProperties().getTopics();
		return topics == null || assigned != null
				&& assigned.stream().map(TopicPartition::topic).collect(Collectors.toSet()).containsAll(Set.of(topics));
	}

}
