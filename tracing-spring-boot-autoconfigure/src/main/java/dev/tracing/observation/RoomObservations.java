package dev.tracing.observation;

import java.util.Set;

import io.micrometer.observation.Observation;

/**
 * The observations whose spans are a room's business, which makes them by other means: by
 * its own filter, interceptor or carrier. A room that is switched off makes none, and
 * neither does the bridge. Stateless.
 */
final class RoomObservations {

	/**
	 * By name, for the libraries may be missing.
	 */
	private static final Set<String> CONTEXTS = Set.of(
			"org.springframework.http.server.observation.ServerRequestObservationContext",
			"org.springframework.http.server.reactive.observation.ServerRequestObservationContext",
			"org.springframework.http.client.observation.ClientRequestObservationContext",
			"org.springframework.web.reactive.function.client.ClientRequestObservationContext",
			"org.springframework.scheduling.support.ScheduledTaskObservationContext",
			"org.springframework.kafka.support.micrometer.KafkaRecordSenderContext",
			"org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext",
			"io.awspring.cloud.sqs.support.observation.AbstractTemplateObservation$Context",
			"io.awspring.cloud.sqs.support.observation.AbstractListenerObservation$Context");

	private RoomObservations() {
	}

	/**
	 * Whether the spans of a type of observation are a room's business.
	 * @param contextType type of the observation's context
	 * @return {@code true} if they are
	 */
	static boolean contain(Class<?> contextType) {
		for (Class<?> type = contextType; type != Observation.Context.class
				&& type != null; type = type.getSuperclass()) {
			if (CONTEXTS.contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

}
