package dev.tracing.instrument.sqs.v1;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.amazonaws.services.sqs.model.Message;
import com.amazonaws.services.sqs.model.MessageAttributeValue;
import dev.tracing.instrument.sqs.MessageReader;
import dev.tracing.instrument.sqs.MessageSpace;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages and their attributes, and counts how large they are.
 */
final class MessageAttributes {

	/**
	 * Reads messages that were received.
	 */
	static final MessageReader<Message> OF_MESSAGE = new MessageReader<>() {

		@Override
		public @Nullable String get(@Nullable Message message, String name) {
			return (message != null) ? textOf(MessageReader.find(message.getMessageAttributes(), name)) : null;
		}

		@Override
		public @Nullable String systemAttribute(Message message, String name) {
			return message.getAttributes().get(name);
		}

		@Override
		public @Nullable String id(Message message) {
			return message.getMessageId();
		}

	};

	/**
	 * Reads the attributes of messages that are sent.
	 */
	static final MessageReader<Map<String, MessageAttributeValue>> SENT = new MessageReader<>() {

		@Override
		public @Nullable String get(@Nullable Map<String, MessageAttributeValue> attributes, String name) {
			return textOf(MessageReader.find(attributes, name));
		}

		@Override
		public @Nullable String systemAttribute(Map<String, MessageAttributeValue> attributes, String name) {
			return null;
		}

		@Override
		public @Nullable String id(Map<String, MessageAttributeValue> attributes) {
			return null;
		}

	};

	private MessageAttributes() {
	}

	private static @Nullable String textOf(@Nullable MessageAttributeValue value) {
		if (value == null) {
			return null;
		}
		// The position of the buffer belongs to the application.
		return (value.getStringValue() == null && value.getBinaryValue() != null)
				? StandardCharsets.UTF_8.decode(value.getBinaryValue().duplicate()).toString() : value.getStringValue();
	}

	/**
	 * Return the number of characters, at no cost. A byte of a binary value counts as
	 * one.
	 */
	static long charactersOf(@Nullable String body, Map<String, MessageAttributeValue> attributes) {
		long characters = (body != null) ? body.length() : 0;
		for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
			MessageAttributeValue value = attribute.getValue();
			characters += (value == null) ? 0 : attribute.getKey().length() + lengthOf(value.getDataType())
					+ lengthOf(value.getStringValue()) + binaryLengthOf(value);
		}
		return characters;
	}

	static long bytesOf(@Nullable String body, Map<String, MessageAttributeValue> attributes) {
		long bytes = utf8LengthOf(body);
		for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
			MessageAttributeValue value = attribute.getValue();
			bytes += (value == null) ? 0 : utf8LengthOf(attribute.getKey()) + utf8LengthOf(value.getDataType())
					+ utf8LengthOf(value.getStringValue()) + binaryLengthOf(value);
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
		return (value.getBinaryValue() != null) ? value.getBinaryValue().remaining() : 0;
	}

}
