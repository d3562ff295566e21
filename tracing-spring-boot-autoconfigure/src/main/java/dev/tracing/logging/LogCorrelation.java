package dev.tracing.logging;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;

/**
 * Keeps the current span's trace and span id in the log context of an application, under
 * the keys that Spring Boot's correlation pattern and structured logging read. Ids are
 * shown as long as at least one instance is open.
 *
 * <p>
 * OpenTelemetry announces changes of the current context only through its storage, of
 * which a JVM has one. So the storage is replaced once per JVM, or wrapped if it is not
 * the default one; nothing is written while no application wants ids.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class LogCorrelation implements AutoCloseable {

	private static final AtomicBoolean INSTALLED = new AtomicBoolean();

	private static final AtomicBoolean IN_PLACE = new AtomicBoolean();

	private static final AtomicInteger OPEN = new AtomicInteger();

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Start to show ids.
	 */
	public LogCorrelation() {
		install();
		OPEN.incrementAndGet();
	}

	/**
	 * Take over the JVM's context storage, unless that was done. Has an effect only
	 * before the first use of an OpenTelemetry context, so it is called as early as
	 * possible.
	 */
	public static void install() {
		if (INSTALLED.compareAndSet(false, true)) {
			ContextStorage.addWrapper(LogCorrelation::correlate);
		}
	}

	private static ContextStorage correlate(ContextStorage storage) {
		IN_PLACE.set(true);
		return (storage == ContextStorage.defaultStorage()) ? new CorrelatingThreadLocal(OPEN)
				: new CorrelatingContextStorage(storage, OPEN);
	}

	/**
	 * Whether ids are shown: not if something used an OpenTelemetry context before
	 * {@link #install()} was called.
	 * @return {@code true} if the storage is taken over
	 */
	public boolean isEffective() {
		Context.current();
		return IN_PLACE.get();
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			OPEN.decrementAndGet();
		}
	}

}
