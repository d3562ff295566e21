package dev.tracing.instrument.async;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of tracing in tasks of executors.
 */
@ConfigurationProperties("tracing.async")
public class AsyncTracingProperties {

	/**
	 * Whether the current span and the log ids follow tasks of executors and schedulers.
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
