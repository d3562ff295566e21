package dev.tracing.instrument.sqs.v2;

import dev.tracing.instrument.sqs.SqsCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Sends one message.
 */
final class SendOperation extends CallOperation {

	SendOperation(SendMessageRequest request, @Nullable SqsCall call) {
		super(request, call);
	}

	@Override
	void describe(SqsCall call, Object response) {
		if (response instanceof SendMessageResponse sent) {
			call.sent(sent.messageId());
		}
	}

}
