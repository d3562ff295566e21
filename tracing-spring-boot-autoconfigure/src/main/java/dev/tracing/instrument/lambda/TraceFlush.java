package dev.tracing.instrument.lambda;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.sdk.common.CompletableResultCode;

/**
 * Waits until what has ended is exported, for a bounded time. What is not exported by
 * then stays in its queue, and goes with the next invocation. Thread-safe.
 */
final class TraceFlush {

	/**
	 * What the runtime needs to return a response before the function times out.
	 */
	static final int RESERVE_MILLIS = 100;

	private final Supplier<CompletableResultCode> request;

	private final long timeoutMillis;

	private final TracingFaults faults;

	/**
	 * Create an instance.
	 * @param request asks for an export, without waiting for it
	 * @param timeout how long to wait at the most
	 * @param faults where failures are reported
	 */
	TraceFlush(Supplier<CompletableResultCode> request, Duration timeout, TracingFaults faults) {
		this.request = request;
		this.timeoutMillis = timeout.toMillis();
		this.faults = faults;
	}

	/**
	 * Export what has ended. Never throws.
	 * @param call tells how much time is left
	 */
	void await(FunctionCall call) {
		try {
			CompletableResultCode result = this.request.get();
			long patience = patienceMillis(call);
			if (patience > 0) {
				join(result, patience);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("exporting spans before the function returns", ex);
		}
	}

	/**
	 * Return how long to wait.
	 */
	long patienceMillis(FunctionCall call) {
		return Math.min(this.timeoutMillis, (long) call.remainingMillis() - RESERVE_MILLIS);
	}

	/**
	 * A handler that was interrupted has spans, too.
	 */
	private static void join(CompletableResultCode result, long millis) {
		boolean interrupted = Thread.interrupted();
		try {
			result.join(millis, TimeUnit.MILLISECONDS);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
