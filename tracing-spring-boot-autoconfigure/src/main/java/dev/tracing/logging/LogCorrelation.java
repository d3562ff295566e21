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
 * which a JVM has one. So the storage is wrapped once per JVM; the wrapper passes
 * everything through while no application wants ids.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class LogCorrelation implements AutoCloseable {

	private static final AtomicBoolean INSTALLED = new AtomicBoolean();

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
	 * Wrap the JVM's context storage, unless that was done. Has an effect only before the
	 * first use of an OpenTelemetry context, so it is called as early as possible.
	 */
	public static void install() {
		if (INSTALLED.compareAndSet(false, true)) {
			ContextStorage.addWrapper((storage) -> new CorrelatingContextStorage(storage, OPEN));
		}
	}

	/**
	 * Whether ids are shown: not if something used an OpenTelemetry context before
	 * {@link #install()} was called.
	 * @return {@code true} if the wrapper is in place
	 */
	public boolean isEffective() {
		Context.current();
		return CorrelatingContextStorage.isInPlace();
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			OPEN.decrementAndGet();
		}
	}

}
