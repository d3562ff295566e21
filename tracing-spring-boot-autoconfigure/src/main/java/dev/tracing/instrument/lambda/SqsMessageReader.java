package dev.tracing.instrument.lambda;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracing.instrument.sqs.MessageReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of SQS as Lambda hands them over.
 */
enum SqsMessageReader implements MessageReader<SQSMessage> {

	/**
	 * The only instance.
	 */
	INSTANCE;

	@Override
	public @Nullable String get(@Nullable SQSMessage message, String name) {
		MessageAttribute attribute = (message != null) ? MessageReader.find(message.getMessageAttributes(), name)
				: null;
		if (attribute == null) {
			return null;
		}
		String text = attribute.getStringValue();
		ByteBuffer bytes = attribute.getBinaryValue();
		return (text != null || bytes == null) ? text : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
	}

	@Override
	public @Nullable String systemAttribute(SQSMessage message, String name) {
		return (message.getAttributes() != null) ? message.getAttributes().get(name) : null;
	}

	@Override
	public @Nullable String id(SQSMessage message) {
		return message.getMessageId();
	}

}
