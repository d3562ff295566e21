package dev.tracing.instrument.sqs.v2;

import java.nio.charset.StandardCharsets;

import dev.tracing.instrument.sqs.MessageReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Reads messages that were received.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class SdkMessageReader implements MessageReader<Message> {

	/**
	 * The only one there is.
	 */
	public static final SdkMessageReader INSTANCE = new SdkMessageReader();

	private SdkMessageReader() {
	}

	@Override
	public @Nullable String get(@Nullable Message message, String name) {
		return (message != null) ? textOf(MessageReader.find(message.messageAttributes(), name)) : null;
	}

	@Override
	public @Nullable String systemAttribute(Message message, String name) {
		return message.attributesAsStrings().get(name);
	}

	@Override
	public @Nullable String id(Message message) {
		return message.messageId();
	}

	/**
	 * Return the value of a message attribute.
	 */
	static @Nullable String textOf(@Nullable MessageAttributeValue value) {
		if (value == null) {
			return null;
		}
		return (value.stringValue() == null && value.binaryValue() != null)
				? new String(value.binaryValue().asByteArrayUnsafe(), StandardCharsets.UTF_8) : value.stringValue();
	}

}
