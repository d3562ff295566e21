package dev.tracing.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of log correlation.
 */
@ConfigurationProperties("tracing.logging")
public class LoggingTracingProperties {

	/**
	 * Whether the current trace and span id stand in the log context (traceId, spanId).
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
