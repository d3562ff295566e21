package dev.tracing.observation;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler;

import org.springframework.util.function.SingletonSupplier;

/**
 * Knows whether anyone listens to observations besides the bridge to spans, as meters do.
 * Thread-safe.
 */
final class ObservationAudience {

	private final Supplier<Boolean> listening;

	/**
	 * Create an audience.
	 * @param others whether anyone may listen besides the handlers
	 * @param handlers the handlers in their order; asked for only once, when the answer
	 * is needed first
	 */
	ObservationAudience(Supplier<Boolean> others, Supplier<Stream<ObservationHandler<?>>> handlers) {
		this.listening = SingletonSupplier.of(() -> others.get() || isHeard(handlers.get().toList()));
	}

	/**
	 * Whether anyone listens besides the bridge.
	 * @return {@code false} if an observation that becomes no span is of no use
	 */
	boolean isListening() {
		return this.listening.get();
	}

	/**
	 * Of the handlers for tracing, only the first is called.
	 */
	private static boolean isHeard(List<ObservationHandler<?>> handlers) {
		boolean oursIsFirst = !handlers.isEmpty() && handlers.get(0) instanceof ObservationSpanHandler handler
				&& handler.supportsContext(new Observation.Context());
		return !oursIsFirst || !handlers.stream().allMatch(TracingObservationHandler.class::isInstance);
	}

}
