package dev.tracing.instrument.annotation;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of {@code @Traced} methods.
 */
@ConfigurationProperties("tracing.annotation")
public class AnnotationTracingProperties {

	/**
	 * Whether calls of @Traced methods are traced.
	 */
	private boolean enabled = true;

	/**
	 * Order of the advisor among others of the same bean: the lower, the further out.
	 * Transactions, caches and method security come later than the default.
	 */
	private int order = 0;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public int getOrder() {
		return this.order;
	}

	public void setOrder(int order) {
		this.order = order;
	}

}
