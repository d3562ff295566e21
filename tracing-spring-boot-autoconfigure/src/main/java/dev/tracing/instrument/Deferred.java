package dev.tracing.instrument;

import dev.tracing.logging.TracingFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Finds a bean with the first call. Samplers and exporters of the application may use
 * clients themselves, which are then made before the tracer that is to trace them.
 * Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <T> type of the bean
 */
public final class Deferred<T> {

	private final ObjectProvider<T> provider;

	private final TracingFaults faults;

	private final String doing;

	private volatile @Nullable T bean;

	/**
	 * Defer a look-up.
	 * @param provider finds the bean
	 * @param faults where it is reported that there is none
	 * @param doing what needs it, as in "tracing a request"
	 */
	public Deferred(ObjectProvider<T> provider, TracingFaults faults, String doing) {
		this.provider = provider;
		this.faults = faults;
		this.doing = doing;
	}

	/**
	 * Return the bean.
	 * @return the bean, or {@code null} if it is not there yet or no longer
	 */
	public @Nullable T get() {
		T current = this.bean;
		if (current == null) {
			try {
				current = this.provider.getObject();
				this.bean = current;
			}
			catch (RuntimeException ex) {
				this.faults.report(this.doing + " before or after its time", ex);
			}
		}
		return current;
	}

}
