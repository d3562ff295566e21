package dev.tracing.instrument.kafka;

import dev.tracing.logging.TracingFaults;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the consumers that share an interceptor.
 */
final class ConsumerThreads {

	// One of many instances, each with the threads of its own containers.
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable ConsumerThread> known = new ThreadLocal<>();

	/**
	 * Return the current thread, which may have worked for another consumer before.
	 * @param consumer the consumer it works for
	 * @param faults where failures are reported
	 * @return the thread
	 */
	ConsumerThread current(Consumer<?, ?> consumer, TracingFaults faults) {
		ConsumerThread thread = this.known.get();
		if (thread == null || !thread.isOf(consumer)) {
			if (thread != null) {
				thread.abandon();
			}
			thread = new ConsumerThread(consumer, faults);
			this.known.set(thread);
		}
		return thread;
	}

}
