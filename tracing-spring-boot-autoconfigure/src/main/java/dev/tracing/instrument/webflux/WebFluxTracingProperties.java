package dev.tracing.instrument.webflux;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of tracing in WebFlux applications.
 */
@ConfigurationProperties("tracing.webflux")
public class WebFluxTracingProperties {

	/**
	 * Whether to trace requests to WebFlux applications.
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
