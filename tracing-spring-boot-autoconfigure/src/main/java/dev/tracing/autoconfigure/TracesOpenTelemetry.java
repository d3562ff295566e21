package dev.tracing.autoconfigure;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;

/**
 * An {@link OpenTelemetry} for traces alone. The whole SDK would load its parts for
 * metrics and logs at each start, to have them do nothing.
 */
final class TracesOpenTelemetry implements OpenTelemetry {

	private final TracerProvider tracerProvider;

	private final ContextPropagators propagators;

	TracesOpenTelemetry(TracerProvider tracerProvider, ContextPropagators propagators) {
		this.tracerProvider = tracerProvider;
		this.propagators = propagators;
	}

	@Override
	public TracerProvider getTracerProvider() {
		return this.tracerProvider;
	}

	@Override
	public ContextPropagators getPropagators() {
		return this.propagators;
	}

	@Override
	public String toString() {
		return "TracesOpenTelemetry{tracerProvider=" + this.tracerProvider + ", propagators="
				+ this.propagators.getTextMapPropagator() + "}";
	}

}
