package dev.tracing.autoconfigure;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;

/**
 * Reads the properties that switch something on or off before properties can be bound.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class TracingSwitch {

	private TracingSwitch() {
	}

	/**
	 * Whether something is on, which it is unless a property says otherwise.
	 * @param environment the properties
	 * @param key the full name of the property
	 * @return {@code false} if the property says so
	 * @throws InvalidTracingPropertyException if its value is neither true nor false
	 */
	public static boolean isOn(Environment environment, String key) {
		try {
			return environment.getProperty(key, Boolean.class, true);
		}
		catch (ConversionException ex) {
			throw new InvalidTracingPropertyException(key, environment.getProperty(key), "it is neither true nor false",
					"Set true or false.");
		}
	}

}
