package dev.tracing.instrument.kafka;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import org.jspecify.annotations.Nullable;

/**
 * Shows the processing of a record to the adapter of a listener as an observation, whose
 * error and end it tells even where the listener returns before its work is done. Nobody
 * observes it.
 */
final class ListenerObservation implements Observation {

	private final Processing processing;

	private volatile boolean resumed;

	ListenerObservation(Processing processing) {
		this.processing = processing;
	}

	@Override
	public Observation contextualName(@Nullable String contextualName) {
		return this;
	}

	@Override
	public Observation parentObservation(@Nullable Observation parentObservation) {
		return this;
	}

	@Override
	public Observation lowCardinalityKeyValue(KeyValue keyValue) {
		return this;
	}

	@Override
	public Observation highCardinalityKeyValue(KeyValue keyValue) {
		return this;
	}

	@Override
	public Observation observationConvention(ObservationConvention<?> observationConvention) {
		return this;
	}

	@Override
	public Observation event(Event event) {
		return this;
	}

	@Override
	public Observation start() {
		return this;
	}

	@Override
	public Context getContext() {
		return NOOP.getContext();
	}

	/**
	 * What a listener throws is told before its error handler is asked, and outside of
	 * scopes; what becomes of a result that comes later, in a scope.
	 */
	@Override
	public Observation error(Throwable error) {
		if (this.resumed) {
			this.processing.fail(error);
		}
		else {
			this.processing.mayFail(error);
		}
		return this;
	}

	@Override
	public void stop() {
		this.processing.stop();
	}

	@Override
	public Scope openScope() {
		this.resumed = true;
		return (Processing.of(io.opentelemetry.context.Context.current()) == this.processing) ? Scope.NOOP
				: new ContextScope(this.processing.context().makeCurrent());
	}

	/**
	 * Makes the context of the processing current where the adapter goes on.
	 */
	private static final class ContextScope implements Scope {

		private final io.opentelemetry.context.Scope scope;

		ContextScope(io.opentelemetry.context.Scope scope) {
			this.scope = scope;
		}

		@Override
		public Observation getCurrentObservation() {
			return Observation.NOOP;
		}

		@Override
		public @Nullable Scope getPreviousObservationScope() {
			return null;
		}

		@Override
		public void close() {
			this.scope.close();
		}

		@Override
		@Deprecated
		public void reset() {
			this.scope.close();
		}

		@Override
		@Deprecated
		public void makeCurrent() {
			// It was when it was opened, and nobody does it again.
		}

	}

}
