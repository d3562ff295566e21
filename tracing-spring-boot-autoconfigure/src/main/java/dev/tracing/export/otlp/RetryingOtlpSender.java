package dev.tracing.export.otlp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a request body until it is answered for good, or until the policy says to give
 * up. Threads as for {@link OtlpHttpSender}; closing also ends a wait between attempts.
 */
final class RetryingOtlpSender {

	private final OtlpHttpSender sender;

	private final OtlpFailures failures;

	private final Duration attemptTimeout;

	private final RetryPolicy policy;

	private final CountDownLatch closed = new CountDownLatch(1);

	RetryingOtlpSender(OtlpHttpSender sender, OtlpFailures failures, Duration attemptTimeout, RetryPolicy policy) {
		this.sender = sender;
		this.failures = failures;
		this.attemptTimeout = attemptTimeout;
		this.policy = policy;
	}

	/**
	 * Send a body.
	 * @param body has the body in its first bytes
	 * @param length the length of the body
	 * @return the answer: a success, or that the body is too large
	 * @throws OtlpExportException for any other outcome
	 * @throws InterruptedException if the thread is interrupted, which ends it at once
	 */
	OtlpResponse send(byte[] body, int length) throws OtlpExportException, InterruptedException {
		long deadline = System.nanoTime() + this.policy.totalTime().toNanos();
		for (int attempt = 1;; attempt++) {
			try {
				return attempt(body, length, min(this.attemptTimeout, Duration.ofNanos(deadline - System.nanoTime())));
			}
			catch (OtlpExportException ex) {
				Duration requested = min(ex.retryAfter(), this.policy.maxRetryAfter());
				deadline += requested.toNanos();
				if (!ex.isRetryable() || attempt == this.policy.maxAttempts()
						|| !pause(max(this.policy.delay(attempt), requested), deadline)) {
					throw ex.after(attempt);
				}
			}
		}
	}

	/**
	 * Abort a running {@link #send} and release the threads.
	 */
	void close() {
		this.closed.countDown();
		this.sender.close();
	}

	private OtlpResponse attempt(byte[] body, int length, Duration timeout)
			throws OtlpExportException, InterruptedException {
		try {
			OtlpResponse response = this.sender.send(body, length, timeout);
			if (response.isSuccess() || response.isTooLarge()) {
				return response;
			}
			String reason = this.failures.describe(response);
			throw (response.isRetryable())
					? OtlpExportException.retryable(reason, null, response.retryAfter(Instant.now()))
					: OtlpExportException.permanent(reason, null);
		}
		catch (IOException ex) {
			String reason = this.failures.describe(ex);
			throw (OtlpFailures.isPermanent(ex)) ? OtlpExportException.permanent(reason, ex)
					: OtlpExportException.retryable(reason, ex, Duration.ZERO);
		}
		catch (CancellationException ex) {
			throw OtlpExportException.permanent("given up, the exporter is shut down", ex);
		}
	}

	private boolean pause(Duration delay, long deadline) throws InterruptedException {
		boolean inTime = System.nanoTime() + delay.toNanos() < deadline;
		return inTime && !this.closed.await(delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}
