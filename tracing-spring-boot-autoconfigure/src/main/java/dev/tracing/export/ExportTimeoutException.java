package dev.tracing.export;

import java.time.Duration;

/**
 * Says that an exporter did not answer in time. Without a stack trace, for there is
 * nothing to see in it.
 */
final class ExportTimeoutException extends RuntimeException {

	ExportTimeoutException(Duration timeout) {
		super("no answer within " + timeout.toMillis() + " ms", null, false, false);
	}

}
