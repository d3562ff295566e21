package dev.tracing.logging;

import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.LogFactory;

/**
 * Where faults of tracing itself end: counted, and written to the log once per minute at
 * the most, so that nothing a header, a message or a callback does reaches the
 * application. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class TracingFaults {

	private final LongAdder count = new LongAdder();

	private final ThrottledLog log = new ThrottledLog(LogFactory.getLog(TracingFaults.class));

	/**
	 * Report a fault. Never throws.
	 * @param doing what tracing was doing, as in "sampling a span"
	 * @param fault what went wrong
	 */
	public void report(String doing, Throwable fault) {
		this.count.increment();
		this.log.warn(() -> "Tracing failed while " + doing + "; the application is not affected: " + describe(fault),
				fault);
	}

	/**
	 * Return the number of faults since start.
	 * @return the count
	 */
	public long count() {
		return this.count.sum();
	}

	/**
	 * Describes a fault that may be an exception of the application, which need not be
	 * able to describe itself.
	 */
	private static String describe(Throwable fault) {
		try {
			return fault.toString();
		}
		catch (RuntimeException ex) {
			return fault.getClass().getName();
		}
	}

}
