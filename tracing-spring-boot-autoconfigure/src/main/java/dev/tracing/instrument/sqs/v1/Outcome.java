package dev.tracing.instrument.sqs.v1;

import java.util.ArrayList;
import java.util.List;

import com.amazonaws.services.sqs.model.BatchResultErrorEntry;
import com.amazonaws.services.sqs.model.DeleteMessageBatchResult;
import com.amazonaws.services.sqs.model.ReceiveMessageResult;
import com.amazonaws.services.sqs.model.SendMessageBatchResult;
import com.amazonaws.services.sqs.model.SendMessageBatchResultEntry;
import com.amazonaws.services.sqs.model.SendMessageResult;
import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.SqsBatch;
import dev.tracing.instrument.sqs.SqsCall;
import org.jspecify.annotations.Nullable;

/**
 * Where it is told what became of a call.
 */
interface Outcome {

	/**
	 * Describe the answer.
	 * @param result what the client returned
	 */
	void describe(@Nullable Object result);

	/**
	 * End the call.
	 * @param requestId the id that AWS gave to the request, if known
	 */
	void end(@Nullable String requestId);

	/**
	 * End the call with an error.
	 * @param failure what the client threw
	 */
	void fail(Throwable failure);

	/**
	 * The outcome of a call that has one span at the most.
	 *
	 * @param call the call, or {@code null} if it has no span
	 * @param contexts reads the trace context of what is received
	 */
	record OfCall(@Nullable SqsCall call, MessageContextReader contexts) implements Outcome {

		@Override
		public void describe(@Nullable Object result) {
			if (this.call == null) {
				return;
			}
			if (result instanceof SendMessageResult sent) {
				this.call.sent(sent.getMessageId());
			}
			else if (result instanceof ReceiveMessageResult received) {
				this.call.received(received.getMessages(), MessageAttributes.OF_MESSAGE, this.contexts);
			}
			else if (result instanceof DeleteMessageBatchResult deleted) {
				List<String> refused = new ArrayList<>();
				for (BatchResultErrorEntry entry : deleted.getFailed()) {
					refused.add(entry.getId());
				}
				this.call.refused(refused);
			}
		}

		@Override
		public void end(@Nullable String requestId) {
			if (this.call != null) {
				this.call.end(requestId);
			}
		}

		@Override
		public void fail(Throwable failure) {
			if (this.call != null) {
				this.call.fail(Answers.requestIdOf(failure), failure, Answers.errorCodeOf(failure));
			}
		}

	}

	/**
	 * The outcome of the sending of a batch.
	 *
	 * @param batch the batch
	 */
	record OfBatch(SqsBatch batch) implements Outcome {

		@Override
		public void describe(@Nullable Object result) {
			if (result instanceof SendMessageBatchResult answer) {
				for (SendMessageBatchResultEntry sent : answer.getSuccessful()) {
					this.batch.sent(sent.getId(), sent.getMessageId());
				}
				for (BatchResultErrorEntry refused : answer.getFailed()) {
					this.batch.refused(refused.getId(), refused.getCode(), refused.getMessage());
				}
			}
		}

		@Override
		public void end(@Nullable String requestId) {
			this.batch.end(requestId);
		}

		@Override
		public void fail(Throwable failure) {
			this.batch.fail(Answers.requestIdOf(failure), failure, Answers.errorCodeOf(failure));
		}

	}

}
