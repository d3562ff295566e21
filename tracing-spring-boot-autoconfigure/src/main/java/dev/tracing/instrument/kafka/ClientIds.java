package dev.tracing.instrument.kafka;

import java.util.Map;

import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * The ids of clients, which they tell in the tags of their metrics only.
 */
final class ClientIds {

	private ClientIds() {
	}

	/**
	 * Return the id of a client.
	 * @param metrics its metrics
	 * @return the id, or {@code null} if they do not tell
	 */
	static @Nullable String of(@Nullable Map<MetricName, ? extends Metric> metrics) {
		return (metrics != null && !metrics.isEmpty()) ? metrics.keySet().iterator().next().tags().get("client-id")
				: null;
	}

}
