package dev.tracing.instrument.lambda;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Converts nothing: it is asked first, and so gets to see what a function of Spring Cloud
 * Function answered before that becomes bytes.
 */
final class AnswerListener implements MessageConverter, Ordered {

	private final Invocations invocations;

	AnswerListener(Invocations invocations) {
		this.invocations = invocations;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> type) {
		return null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		Invocation invocation = this.invocations.current();
		if (invocation != null && !(payload instanceof byte[])) {
			invocation.answer(payload);
		}
		return null;
	}

}
