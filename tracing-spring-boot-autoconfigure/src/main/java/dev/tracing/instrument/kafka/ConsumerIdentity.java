package dev.tracing.instrument.kafka;

import dev.tracing.logging.TracingFaults;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.jspecify.annotations.Nullable;

/**
 * Who consumes.
 *
 * @param group name of the consumer group, if there is one
 * @param clientId id of the client, if known
 */
record ConsumerIdentity(@Nullable String group, @Nullable String clientId) {

	private static final ConsumerIdentity UNKNOWN = new ConsumerIdentity(null, null);

	/**
	 * Ask a consumer. Only its own thread may.
	 * @param consumer the consumer
	 * @param faults where failures are reported
	 * @return what it tells
	 */
	static ConsumerIdentity of(Consumer<?, ?> consumer, TracingFaults faults) {
		try {
			return new ConsumerIdentity(groupOf(consumer), ClientIds.of(consumer.metrics()));
		}
		catch (RuntimeException ex) {
			faults.report("asking a consumer for its group", ex);
			return UNKNOWN;
		}
	}

	private static @Nullable String groupOf(Consumer<?, ?> consumer) {
		try {
			return consumer.groupMetadata().groupId();
		}
		catch (InvalidGroupIdException ex) {
			// A consumer that is assigned its partitions needs no group.
			return null;
		}
	}

}
