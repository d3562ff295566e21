package dev.tracing.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Stops start-up because of a property that cannot work.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public class InvalidTracingPropertyException extends RuntimeException {

	private final String key;

	private final String fix;

	/**
	 * Create an exception.
	 * @param key the full name of the property
	 * @param value the value found; never a secret, for it is shown
	 * @param reason why it cannot work, as a clause that follows "because"
	 * @param fix what to do, as a sentence
	 */
	public InvalidTracingPropertyException(String key, @Nullable Object value, String reason, String fix) {
		super("Property '" + key + "' with value '" + value + "' is invalid because " + reason + ".");
		this.key = key;
		this.fix = fix;
	}

	String getKey() {
		return this.key;
	}

	String getFix() {
		return this.fix;
	}

}
