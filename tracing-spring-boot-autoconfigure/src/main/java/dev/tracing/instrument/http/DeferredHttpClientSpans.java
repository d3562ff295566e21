package dev.tracing.instrument.http;

import dev.tracing.logging.TracingFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Finds {@link HttpClientSpans} with the first request. Samplers and exporters of the
 * application may use HTTP clients themselves, which are then made before the tracer.
 * Thread-safe.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class DeferredHttpClientSpans {

	private final ObjectProvider<HttpClientSpans> provider;

	private final TracingFaults faults;

	private volatile @Nullable HttpClientSpans spans;

	DeferredHttpClientSpans(ObjectProvider<HttpClientSpans> provider, TracingFaults faults) {
		this.provider = provider;
		this.faults = faults;
	}

	/**
	 * Return what makes the spans of a request.
	 * @return the maker of spans, or {@code null} if it is not there yet or no longer
	 */
	public @Nullable HttpClientSpans get() {
		HttpClientSpans current = this.spans;
		if (current == null) {
			try {
				current = this.provider.getObject();
				this.spans = current;
			}
			catch (RuntimeException ex) {
				this.faults.report("tracing a request before or after its time", ex);
			}
		}
		return current;
	}

}
