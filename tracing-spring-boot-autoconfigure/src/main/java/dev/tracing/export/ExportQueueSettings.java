package dev.tracing.export;

import java.time.Duration;

/**
 * Bounds of an export queue.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param capacity how many spans may wait, greater than zero
 * @param batchSize how many spans are exported at once at the most, greater than zero
 * @param delay how long a span waits for others at the most
 * @param timeout how long one export may take
 */
public record ExportQueueSettings(int capacity, int batchSize, Duration delay, Duration timeout) {
}
