package dev.tracing.instrument.restclient;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the instrumentation of RestTemplate and RestClient.
 */
@ConfigurationProperties("tracing.restclient")
public class RestClientTracingProperties {

	/**
	 * Whether requests of RestTemplate, RestClient and HTTP interfaces are traced.
	 */
	private boolean enabled = true;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

}
