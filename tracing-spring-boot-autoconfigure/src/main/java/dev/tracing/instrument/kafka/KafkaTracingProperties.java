package dev.tracing.instrument.kafka;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of Kafka.
 */
@ConfigurationProperties("tracing.kafka")
public class KafkaTracingProperties {

	/**
	 * Whether records that are sent and processed are traced.
	 */
	private boolean enabled = true;

	/**
	 * Topics whose records are not traced, nor anything that listeners do with them:
	 * names or patterns with asterisks for any characters, such as 'internal.*'.
	 */
	private List<String> exclude = new ArrayList<>();

	/**
	 * Whether the key of a record becomes an attribute of its spans, if it is a string, a
	 * number or a UUID. Keys may tell about persons.
	 */
	private boolean captureKey = false;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public List<String> getExclude() {
		return this.exclude;
	}

	public void setExclude(List<String> exclude) {
		this.exclude = exclude;
	}

	public boolean isCaptureKey() {
		return this.captureKey;
	}

	public void setCaptureKey(boolean captureKey) {
		this.captureKey = captureKey;
	}

}
