package dev.tracing.instrument.sqs.v2;

import dev.tracing.instrument.sqs.SqsBatch;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/**
 * Sends a batch, of which SQS may take some messages and refuse others.
 */
final class SendBatchOperation implements Operation {

	private final SendMessageBatchRequest request;

	private final @Nullable SqsBatch batch;

	SendBatchOperation(SendMessageBatchRequest request, @Nullable SqsBatch batch) {
		this.request = request;
		this.batch = batch;
	}

	@Override
	public SendMessageBatchRequest request() {
		return this.request;
	}

	@Override
	public @Nullable Context context() {
		return (this.batch != null) ? this.batch.context() : null;
	}

	@Override
	public void end(@Nullable Object response, @Nullable Throwable failure) {
		if (this.batch == null) {
			return;
		}
		if (failure != null) {
			Throwable cause = SdkErrors.causeOf(failure);
			this.batch.fail(SdkErrors.requestIdOf(cause), cause, SdkErrors.codeOf(cause));
			return;
		}
		SendMessageBatchResponse answer = (response instanceof SendMessageBatchResponse sent) ? sent : null;
		try {
			if (answer != null) {
				describe(this.batch, answer);
			}
		}
		finally {
			this.batch.end((answer != null) ? SdkErrors.requestIdOf(answer) : null);
		}
	}

	private static void describe(SqsBatch batch, SendMessageBatchResponse response) {
		for (SendMessageBatchResultEntry entry : response.successful()) {
			batch.sent(entry.id(), entry.messageId());
		}
		for (BatchResultErrorEntry entry : response.failed()) {
			batch.refused(entry.id(), entry.code(), entry.message());
		}
	}

}
