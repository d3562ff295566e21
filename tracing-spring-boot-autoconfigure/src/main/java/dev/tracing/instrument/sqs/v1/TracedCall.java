package dev.tracing.instrument.sqs.v1;

import java.util.concurrent.atomic.AtomicBoolean;

import com.amazonaws.AmazonWebServiceRequest;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A call that is traced: what is sent instead of the application's request, and what to
 * do when the answer is there. Thread-safe; no method throws.
 */
final class TracedCall {

	private final AmazonWebServiceRequest request;

	private final @Nullable Context context;

	private final Outcome outcome;

	private final TracingFaults faults;

	private final AtomicBoolean ended = new AtomicBoolean();

	TracedCall(AmazonWebServiceRequest request, @Nullable Context context, Outcome outcome, TracingFaults faults) {
		this.request = request;
		this.context = context;
		this.outcome = outcome;
		this.faults = faults;
	}

	/**
	 * Return the request to send.
	 * @return a copy with what tracing adds
	 */
	AmazonWebServiceRequest request() {
		return this.request;
	}

	/**
	 * Make the context of the call current on this thread, if it has one.
	 * @return to be closed on this thread
	 */
	Scope makeCurrent() {
		return (this.context != null) ? this.context.makeCurrent() : Scope.noop();
	}

	/**
	 * End the call with an answer. Calls after the first end have no effect.
	 * @param result the answer
	 */
	void end(@Nullable Object result) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		String requestId = null;
		try {
			requestId = Answers.requestIdOf(result);
			this.outcome.describe(result);
		}
		catch (RuntimeException | LinkageError ex) {
			this.faults.report("describing an answer of SQS", ex);
		}
		finally {
			this.outcome.end(requestId);
		}
	}

	/**
	 * End the call with an error. Calls after the first end have no effect.
	 * @param failure what the client threw
	 */
	void fail(Throwable failure) {
		if (this.ended.compareAndSet(false, true)) {
			this.outcome.fail(failure);
		}
	}

}
