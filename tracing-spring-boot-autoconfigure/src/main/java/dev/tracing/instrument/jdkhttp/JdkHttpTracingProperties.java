package dev.tracing.instrument.jdkhttp;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the instrumentation of the JDK's HTTP client.
 */
@ConfigurationProperties("tracing.jdkhttp")
public class JdkHttpTracingProperties {

	/**
	 * Whether requests of beans of type java.net.http.HttpClient are traced.
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
