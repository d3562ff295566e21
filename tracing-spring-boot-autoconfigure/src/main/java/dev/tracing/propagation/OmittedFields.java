package dev.tracing.propagation;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts fields of trace context that had to stay behind because a carrier had no room
 * for them, and says so in the log, once. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class OmittedFields {

	private static final Log logger = LogFactory.getLog(OmittedFields.class);

	private final LongAdder count = new LongAdder();

	private final AtomicBoolean reported = new AtomicBoolean();

	private final String carrier;

	private final String substitute;

	/**
	 * Create a counter.
	 * @param carrier what has no room, as in "SQS"
	 * @param substitute what goes instead
	 */
	public OmittedFields(String carrier, String substitute) {
		this.carrier = carrier;
		this.substitute = substitute;
	}

	/**
	 * Report fields that stay behind.
	 * @param fields how many
	 */
	public void report(int fields) {
		this.count.add(fields);
		if (!this.reported.get() && this.reported.compareAndSet(false, true)) {
			logger.warn("Trace context does not fit into some messages to " + this.carrier + ", which are sent with "
					+ this.substitute + " instead. This is said once and counted as tracing.propagation.omitted");
		}
	}

	/**
	 * Return what has no room.
	 * @return the carrier
	 */
	public String carrier() {
		return this.carrier;
	}

	/**
	 * Return the number of fields since start.
	 * @return the count
	 */
	public long count() {
		return this.count.sum();
	}

}
