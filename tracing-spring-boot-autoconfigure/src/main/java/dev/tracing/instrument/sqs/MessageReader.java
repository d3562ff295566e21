package dev.tracing.instrument.sqs;

import java.util.List;
import java.util.Map;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Reads one library's type of message. As a getter it reads the message attributes, where
 * case does not matter. Stateless.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 *
 * @param <M> type of the messages
 */
public interface MessageReader<M> extends TextMapGetter<M> {

	/**
	 * Return a message attribute.
	 * @param message the message
	 * @param name its name, whose case does not matter
	 * @return the text, read from UTF-8 if the attribute is binary, or {@code null} if
	 * there is none
	 */
	@Override
	@Nullable String get(@Nullable M message, String name);

	@Override
	default Iterable<String> keys(M message) {
		return List.of();
	}

	/**
	 * Return what SQS itself tells about a message.
	 * @param message the message
	 * @param name name of a system attribute, such as {@code SentTimestamp}
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable String systemAttribute(M message, String name);

	/**
	 * Return the id that SQS gave to a message.
	 * @param message the message
	 * @return the id, or {@code null} if it is not known
	 */
	@Nullable String id(M message);

	/**
	 * Look up a name regardless of its case.
	 * @param <V> type of the values
	 * @param values values by name; a message has ten at the most
	 * @param name the name
	 * @return the value, or {@code null} if there is none
	 */
	static <V> @Nullable V find(@Nullable Map<String, V> values, String name) {
		if (values == null || values.isEmpty()) {
			return null;
		}
		V value = values.get(name);
		if (value != null) {
			return value;
		}
		for (Map.Entry<String, V> entry : values.entrySet()) {
			if (name.equalsIgnoreCase(entry.getKey())) {
				return entry.getValue();
			}
		}
		return null;
	}

}
