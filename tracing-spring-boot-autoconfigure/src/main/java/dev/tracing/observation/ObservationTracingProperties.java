package dev.tracing.observation;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the bridge from Micrometer Observations to spans.
 */
@ConfigurationProperties("tracing.observation")
public class ObservationTracingProperties {

	/**
	 * Whether observations that nothing else traces become spans.
	 */
	private boolean enabled = true;

	/**
	 * Names of observations that become no spans: a whole name, or the start of one
	 * followed by an asterisk. Their meters go on, and work within them belongs to the
	 * enclosing span.
	 */
	private List<String> exclude = new ArrayList<>(List.of("spring.security.*"));

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

}
