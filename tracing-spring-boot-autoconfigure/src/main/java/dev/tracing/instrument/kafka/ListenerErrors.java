package dev.tracing.instrument.kafka;

import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.TimestampedException;

/**
 * Exceptions of listeners without what containers put around them.
 */
final class ListenerErrors {

	private ListenerErrors() {
	}

	/**
	 * Return what a listener threw.
	 * @param exception what a container tells
	 * @return the exception, or its cause
	 */
	static Throwable causeOf(Throwable exception) {
		Throwable candidate = exception;
		while ((candidate instanceof ListenerExecutionFailedException || candidate instanceof TimestampedException)
				&& candidate.getCause() != null) {
			candidate = candidate.getCause();
		}
		return candidate;
	}

}
