package dev.tracing.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Sees every scope that is opened in this JVM while a test watches.
 * <p>
 * JVM-wide, because OpenTelemetry has one {@link ContextStorage} per JVM and takes
 * wrappers only before its first use. Without a watching test the wrapper hands every
 * call through.
 */
final class ScopeTracking {

	private static final ScopeTracking INSTANCE = new ScopeTracking();

	private final AtomicBoolean installed = new AtomicBoolean();

	private final List<ScopeWatch> watches = new CopyOnWriteArrayList<>();

	private volatile boolean active;

	private ScopeTracking() {
	}

	/**
	 * Adds the wrapper to the storage. Without effect when called again, and when the
	 * storage is in use already.
	 */
	static void install() {
		if (INSTANCE.installed.compareAndSet(false, true)) {
			ContextStorage.addWrapper(INSTANCE::wrap);
		}
	}

	/**
	 * Returns whether the storage is in use and wrapped. Does not initialise it: that
	 * would shut out wrappers which an application adds when it starts.
	 */
	static boolean isActive() {
		return INSTANCE.active;
	}

	/**
	 * Starts to record scopes on behalf of the current thread's test.
	 */
	static ScopeWatch watch() {
		synchronized (INSTANCE.watches) {
			ScopeWatch watch = new ScopeWatch(Thread.currentThread());
			INSTANCE.watches.add(watch);
			if (INSTANCE.watches.size() > 1) {
				INSTANCE.watches.forEach(ScopeWatch::joinedByOthers);
			}
			return watch;
		}
	}

	static void stop(ScopeWatch watch) {
		synchronized (INSTANCE.watches) {
			INSTANCE.watches.remove(watch);
		}
	}

	private ContextStorage wrap(ContextStorage storage) {
		this.active = true;
		return new TrackingStorage(storage, this.watches);
	}

	private record TrackingStorage(ContextStorage delegate, List<ScopeWatch> watches) implements ContextStorage {

		@Override
		public Scope attach(Context toAttach) {
			if (this.watches.isEmpty()) {
				return this.delegate.attach(toAttach);
			}
			Context before = this.delegate.current();
			Scope scope = this.delegate.attach(toAttach);
			// Other wrappers compare the scope of an attachment without effect by
			// identity
			return (this.delegate.current() != before)
					? new TrackedScope(scope, this.delegate, List.copyOf(this.watches)) : scope;
		}

		@Override
		public @Nullable Context current() {
			return this.delegate.current();
		}

		@Override
		public Context root() {
			return this.delegate.root();
		}

	}

}
