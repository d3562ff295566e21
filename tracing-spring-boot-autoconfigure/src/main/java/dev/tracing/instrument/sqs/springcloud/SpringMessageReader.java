package dev.tracing.instrument.sqs.springcloud;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.tracing.instrument.sqs.MessageReader;
import dev.tracing.instrument.sqs.v2.SdkMessageReader;
import io.awspring.cloud.sqs.listener.SqsHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Reads Spring's messages: what SQS delivered if the message has it, else its headers,
 * which a converter of the application may have made.
 */
final class SpringMessageReader implements MessageReader<Message<?>> {

	static final SpringMessageReader INSTANCE = new SpringMessageReader();

	private SpringMessageReader() {
	}

	@Override
	public @Nullable String get(@Nullable Message<?> message, String name) {
		if (message == null) {
			return null;
		}
		software.amazon.awssdk.services.sqs.model.Message source = sourceOf(message);
		return (source != null) ? SdkMessageReader.INSTANCE.get(source, name)
				: textOf(MessageReader.find(message.getHeaders(), name));
	}

	private static @Nullable String textOf(@Nullable Object header) {
		if (header instanceof ByteBuffer bytes) {
			return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
		}
		return (header instanceof String text) ? text : null;
	}

	@Override
	public @Nullable String systemAttribute(Message<?> message, String name) {
		software.amazon.awssdk.services.sqs.model.Message source = sourceOf(message);
		return (source != null) ? SdkMessageReader.INSTANCE.systemAttribute(source, name)
				: textOf(message.getHeaders().get(SqsHeaders.MessageSystemAttributes.SQS_MSA_HEADER_PREFIX + name));
	}

	@Override
	public @Nullable String id(Message<?> message) {
		software.amazon.awssdk.services.sqs.model.Message source = sourceOf(message);
		return (source != null) ? source.messageId()
				: textOf(message.getHeaders().get(SqsHeaders.SQS_RAW_MESSAGE_ID_HEADER));
	}

	private static software.amazon.awssdk.services.sqs.model.@Nullable Message sourceOf(Message<?> message) {
		return (message.getHeaders()
			.get(SqsHeaders.SQS_SOURCE_DATA_HEADER) instanceof software.amazon.awssdk.services.sqs.model.Message source)
					? source : null;
	}

	/**
	 * Return the queue a message comes from.
	 */
	static @Nullable String queueOf(Message<?> message) {
		String url = textOf(message.getHeaders().get(SqsHeaders.SQS_QUEUE_URL_HEADER));
		return (url != null) ? url : textOf(message.getHeaders().get(SqsHeaders.SQS_QUEUE_NAME_HEADER));
	}

}
