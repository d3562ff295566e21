package dev.tracing.export;

import org.jspecify.annotations.Nullable;

/**
 * Says that an exporter lost some spans of a batch and delivered the others, so that each
 * span is counted as what became of it. Without a stack trace, for there is nothing to
 * see in it.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class PartialExportException extends Exception {

	private final int lostSpans;

	/**
	 * Create an exception.
	 * @param lostSpans how many spans of the batch are lost
	 * @param message why, in one line
	 * @param cause what happened, or {@code null}
	 */
	public PartialExportException(int lostSpans, String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
		this.lostSpans = lostSpans;
	}

	int lostSpans() {
		return this.lostSpans;
	}

}
