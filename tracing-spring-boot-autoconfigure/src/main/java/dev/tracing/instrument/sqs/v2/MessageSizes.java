package dev.tracing.instrument.sqs.v2;

import java.util.Map;

import dev.tracing.instrument.sqs.MessageSpace;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * How large messages are, as SQS counts: the body and all names, types and values of
 * message attributes.
 */
final class MessageSizes {

	private MessageSizes() {
	}

	/**
	 * Return the number of characters, at no cost. A binary value counts as if each byte
	 * were one.
	 */
	static long charactersOf(@Nullable String body, Map<String, MessageAttributeValue> attributes) {
		long characters = (body != null) ? body.length() : 0;
		for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
			MessageAttributeValue value = attribute.getValue();
			characters += (value == null) ? 0 : attribute.getKey().length() + lengthOf(value.dataType())
					+ lengthOf(value.stringValue()) + binaryLengthOf(value);
		}
		return characters;
	}

	static long bytesOf(@Nullable String body, Map<String, MessageAttributeValue> attributes) {
		long bytes = utf8LengthOf(body);
		for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
			MessageAttributeValue value = attribute.getValue();
			bytes += (value == null) ? 0 : utf8LengthOf(attribute.getKey()) + utf8LengthOf(value.dataType())
					+ utf8LengthOf(value.stringValue()) + binaryLengthOf(value);
		}
		return bytes;
	}

	private static int lengthOf(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

	private static long utf8LengthOf(@Nullable String text) {
		return (text != null) ? MessageSpace.utf8Length(text) : 0;
	}

	private static int binaryLengthOf(MessageAttributeValue value) {
		return (value.binaryValue() != null) ? value.binaryValue().asByteArrayUnsafe().length : 0;
	}

}
