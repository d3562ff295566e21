package dev.tracing.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Writes one kind of warning at once when it first occurs and then at most once per
 * minute, however often it occurs. Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class ThrottledLog {

	private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

	private final Log log;

	private final LongSupplier nanoTime;

	private final AtomicLong silentUntil;

	private final AtomicLong suppressed = new AtomicLong();

	/**
	 * Create a throttled log.
	 * @param log where lines go
	 */
	public ThrottledLog(Log log) {
		this(log, System::nanoTime);
	}

	ThrottledLog(Log log, LongSupplier nanoTime) {
		this.log = log;
		this.nanoTime = nanoTime;
		this.silentUntil = new AtomicLong(nanoTime.getAsLong());
	}

	/**
	 * Write a warning, unless one was written within the last minute.
	 * @param message makes the message; asked only if the line is written
	 */
	public void warn(Supplier<String> message) {
		warn(message, null);
	}

	/**
	 * Write a warning, unless one was written within the last minute. The stack trace
	 * goes to the debug level, so that one occurrence is one line.
	 * @param message makes the message; asked only if the line is written
	 * @param cause what happened, or {@code null}
	 */
	public void warn(Supplier<String> message, @Nullable Throwable cause) {
		if (!permits()) {
			this.suppressed.incrementAndGet();
			return;
		}
		long silent = this.suppressed.getAndSet(0);
		this.log.warn((silent == 0) ? message.get() : message.get() + " (" + silent + " more since the last report)");
		if (cause != null && this.log.isDebugEnabled()) {
			this.log.debug("Cause of the warning above", cause);
		}
	}

	private boolean permits() {
		long now = this.nanoTime.getAsLong();
		long until = this.silentUntil.get();
		return now - until >= 0 && this.silentUntil.compareAndSet(until, now + PERIOD);
	}

}
