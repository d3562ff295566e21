package dev.tracing.instrument.lambda;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.function.context.catalog.FunctionTypeUtils;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry.FunctionInvocationWrapper;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Turns the bytes of an invocation into the event that a function of Spring Cloud
 * Function asks for, with the converters it would use itself a moment later. It takes a
 * message that has the event as it is, so that bytes are read once.
 */
final class FunctionEvents {

	private static final String EVENTS = "com.amazonaws.services.lambda.runtime.events";

	private final ObjectProvider<MessageConverter> converters;

	private volatile @Nullable List<MessageConverter> eligible;

	FunctionEvents(ObjectProvider<MessageConverter> converters) {
		this.converters = converters;
	}

	/**
	 * Read an event.
	 * @param message what Lambda sent
	 * @param function what is to be invoked
	 * @return a message with the event, or the same if the function asks for none
	 */
	Message<?> read(Message<?> message, FunctionInvocationWrapper function) {
		try {
			return convert(message, function);
		}
		catch (RuntimeException ex) {
			// The function cannot read it either, and says so in its own way.
			return message;
		}
	}

	private Message<?> convert(Message<?> message, FunctionInvocationWrapper function) {
		Class<?> type = typeOf(function);
		if (!type.getPackageName().equals(EVENTS) || !(message.getPayload() instanceof byte[])) {
			return message;
		}
		for (MessageConverter converter : converters()) {
			Object event = converter.fromMessage(message, type);
			if (event != null) {
				return (type.isInstance(event)) ? MessageBuilder.createMessage(event, message.getHeaders()) : message;
			}
		}
		return message;
	}

	private static Class<?> typeOf(FunctionInvocationWrapper function) {
		Class<?> type = (function.getInputType() != null)
				? FunctionTypeUtils.getRawType(function.getItemType(function.getInputType())) : null;
		return (type != null) ? type : Object.class;
	}

	private List<MessageConverter> converters() {
		List<MessageConverter> converters = this.eligible;
		if (converters == null) {
			converters = this.converters.orderedStream().filter(FunctionEvents::isEligible).toList();
			this.eligible = converters;
		}
		return converters;
	}

	/**
	 * The rule is that of the function catalog: Spring Messaging's own do not count.
	 */
	private static boolean isEligible(MessageConverter converter) {
		String name = converter.getClass().getName();
		return name.startsWith("org.springframework.cloud.") || !name.startsWith("org.springframework.");
	}

}
