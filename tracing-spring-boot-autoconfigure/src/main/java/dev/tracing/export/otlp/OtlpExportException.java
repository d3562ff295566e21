package dev.tracing.export.otlp;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Says in one line why spans did not reach a collector, and whether trying again can
 * help. Without a stack trace, for there is nothing to see in it.
 */
final class OtlpExportException extends Exception {

	private final String reason;

	private final boolean retryable;

	private final Duration retryAfter;

	private OtlpExportException(String reason, @Nullable Throwable cause, boolean retryable, Duration retryAfter) {
		super(reason, cause, false, false);
		this.reason = reason;
		this.retryable = retryable;
		this.retryAfter = retryAfter;
	}

	static OtlpExportException permanent(String reason, @Nullable Throwable cause) {
		return new OtlpExportException(reason, cause, false, Duration.ZERO);
	}

	/**
	 * Create an exception for what may go better next time.
	 * @param reason the reason
	 * @param cause what happened, or {@code null}
	 * @param retryAfter how long the collector asks to wait, zero if it does not
	 * @return the exception
	 */
	static OtlpExportException retryable(String reason, @Nullable Throwable cause, Duration retryAfter) {
		return new OtlpExportException(reason, cause, true, retryAfter);
	}

	OtlpExportException after(int attempts) {
		return (attempts == 1) ? this : permanent(this.reason + " (after " + attempts + " attempts)", getCause());
	}

	String reason() {
		return this.reason;
	}

	boolean isRetryable() {
		return this.retryable;
	}

	Duration retryAfter() {
		return this.retryAfter;
	}

}
