package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.function.Supplier;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.jspecify.annotations.Nullable;

/**
 * Asks the SDK to export what it holds: spans, and whatever else goes through it. Where
 * the {@link OpenTelemetry} is not the SDK's, its tracer provider is asked if that is a
 * bean; an application that brings neither has to see to that by itself.
 */
final class SdkFlush implements Supplier<CompletableResultCode> {

	private final OpenTelemetry openTelemetry;

	private final @Nullable SdkTracerProvider tracerProvider;

	/**
	 * Create an instance.
	 * @param openTelemetry that of the application
	 * @param tracerProvider the application's tracer provider, if there is one to be
	 * found
	 */
	SdkFlush(OpenTelemetry openTelemetry, @Nullable SdkTracerProvider tracerProvider) {
		this.openTelemetry = openTelemetry;
		this.tracerProvider = tracerProvider;
	}

	@Override
	public CompletableResultCode get() {
		if (this.openTelemetry instanceof OpenTelemetrySdk sdk) {
			return CompletableResultCode.ofAll(List.of(sdk.getSdkTracerProvider().forceFlush(),
					sdk.getSdkLoggerProvider().forceFlush(), sdk.getSdkMeterProvider().forceFlush()));
		}
		return (this.tracerProvider != null) ? this.tracerProvider.forceFlush() : CompletableResultCode.ofSuccess();
	}

}
