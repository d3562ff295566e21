package dev.tracing.autoconfigure;

import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;

/**
 * Changes the tracer provider before it is built, as a bean. Customizers are called in
 * their order, after the resource, the sampler, the span limits and the span processors
 * were set.
 */
@FunctionalInterface
public interface SdkTracerProviderCustomizer {

	/**
	 * Customize the builder.
	 * @param builder the builder to change
	 */
	void customize(SdkTracerProviderBuilder builder);

}
