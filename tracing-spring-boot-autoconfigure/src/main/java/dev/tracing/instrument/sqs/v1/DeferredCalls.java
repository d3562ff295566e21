package dev.tracing.instrument.sqs.v1;

import com.amazonaws.AmazonWebServiceRequest;
import dev.tracing.logging.TracingFaults;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Finds {@link TracedCalls} with the first call. The tracing of an application may itself
 * depend on a client, which is then made before the tracer. Thread-safe.
 */
final class DeferredCalls {

	private final ObjectProvider<TracedCalls> provider;

	private final TracingFaults faults;

	private volatile @Nullable TracedCalls calls;

	DeferredCalls(ObjectProvider<TracedCalls> provider, TracingFaults faults) {
		this.provider = provider;
		this.faults = faults;
	}

	TracingFaults faults() {
		return this.faults;
	}

	/**
	 * Start a call.
	 * @param request the application's request
	 * @param client what the client does with requests
	 * @return the call, or {@code null} to send the application's request
	 */
	@Nullable TracedCall start(AmazonWebServiceRequest request, ClientKind client) {
		TracedCalls current = this.calls;
		if (current == null) {
			try {
				current = this.provider.getObject();
				this.calls = current;
			}
			catch (RuntimeException ex) {
				this.faults.report("tracing a call of SQS before or after its time", ex);
				return null;
			}
		}
		return current.start(request, client);
	}

}
