package dev.tracing.instrument.sqs.v2;

import dev.tracing.instrument.sqs.MessageContextReader;
import dev.tracing.instrument.sqs.SqsCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * Receives messages.
 */
final class ReceiveOperation extends CallOperation {

	private final MessageContextReader contexts;

	ReceiveOperation(ReceiveMessageRequest request, @Nullable SqsCall call, MessageContextReader contexts) {
		super(request, call);
		this.contexts = contexts;
	}

	@Override
	void describe(SqsCall call, Object response) {
		if (response instanceof ReceiveMessageResponse received) {
			call.received(received.messages(), SdkMessageReader.INSTANCE, this.contexts);
		}
	}

}
