package dev.tracing.export.console;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for printing traces to the console.
 */
@ConfigurationProperties("tracing.export.console")
public class ConsoleProperties {

	/**
	 * Whether to print traces to the console.
	 */
	private boolean enabled;

	/**
	 * What to print: a readable tree for each trace, or a line of OTLP JSON for each
	 * batch of spans.
	 */
	private Format format = Format.TREE;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Format getFormat() {
		return this.format;
	}

	public void setFormat(Format format) {
		this.format = format;
	}

	/**
	 * What is printed.
	 */
	public enum Format {

		/**
		 * One tree with durations and key attributes for each local trace, when its root
		 * ends.
		 */
		TREE,

		/**
		 * One line of OTLP JSON for each batch of spans.
		 */
		JSON

	}

}
