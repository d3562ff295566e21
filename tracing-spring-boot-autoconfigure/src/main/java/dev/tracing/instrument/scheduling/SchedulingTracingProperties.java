package dev.tracing.instrument.scheduling;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of {@code @Scheduled} methods.
 */
@ConfigurationProperties("tracing.scheduling")
public class SchedulingTracingProperties {

	/**
	 * Whether runs of @Scheduled methods are traced.
	 */
	private boolean enabled = true;

	/**
	 * Methods whose runs are not traced, nor anything that happens in them: patterns of
	 * Class.method or of com.acme.Class.method, with asterisks for any characters.
	 */
	private List<String> exclude = new ArrayList<>();

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
