package dev.tracing.instrument.webclient;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the instrumentation of WebClient.
 */
@ConfigurationProperties("tracing.webclient")
public class WebClientTracingProperties {

	/**
	 * Whether requests of WebClient and HTTP interfaces on top of it are traced.
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
