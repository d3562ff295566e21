package dev.tracing.instrument.sqs.v2;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.SqsRequest;

/**
 * A call of SQS that is traced: what is sent instead of the application's request, and
 * what to do when the answer is there.
 */
interface Operation {

	/**
	 * Return the request to send.
	 * @return the application's request, or a copy with what tracing adds
	 */
	SqsRequest request();

	/**
	 * Return the context to send the request in.
	 * @return the context, or {@code null} for the caller's
	 */
	@Nullable Context context();

	/**
	 * End what was started. Called once.
	 * @param response the answer, or {@code null} if the call failed
	 * @param failure why the call failed, or {@code null} if it did not
	 */
	void end(@Nullable Object response, @Nullable Throwable failure);

}
