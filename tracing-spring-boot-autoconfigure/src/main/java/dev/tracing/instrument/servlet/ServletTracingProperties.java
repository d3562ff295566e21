package dev.tracing.instrument.servlet;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of tracing in servlet applications.
 */
@ConfigurationProperties("tracing.servlet")
public class ServletTracingProperties {

	/**
	 * Whether to trace requests to servlet applications.
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
