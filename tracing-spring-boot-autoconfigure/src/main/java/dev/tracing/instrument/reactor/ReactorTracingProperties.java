package dev.tracing.instrument.reactor;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of tracing in Reactor's chains.
 */
@ConfigurationProperties("tracing.reactor")
public class ReactorTracingProperties {

	/**
	 * Whether spans follow Reactor's chains.
	 */
	private boolean enabled = true;

	/**
	 * How the current span and the log ids get into the operators of a chain. Automatic
	 * in WebFlux applications and explicit in others unless set.
	 */
	private @Nullable ContextPropagation contextPropagation;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable ContextPropagation getContextPropagation() {
		return this.contextPropagation;
	}

	public void setContextPropagation(@Nullable ContextPropagation contextPropagation) {
		this.contextPropagation = contextPropagation;
	}

	/**
	 * How a span gets into the operators of a chain.
	 */
	public enum ContextPropagation {

		/**
		 * Reactor makes the context of a subscription current on each thread that works
		 * for it.
		 */
		AUTOMATIC,

		/**
		 * Only Reactor's context carries the span: spans are right, but the current span
		 * and the log ids within an operator are those of the thread.
		 */
		EXPLICIT

	}

}
