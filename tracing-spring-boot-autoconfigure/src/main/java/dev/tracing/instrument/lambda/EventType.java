package dev.tracing.instrument.lambda;

import org.jspecify.annotations.Nullable;

/**
 * Knows the spans that one type of event gets.
 */
@FunctionalInterface
interface EventType {

	/**
	 * Start the spans of an invocation.
	 * @param event what Lambda gives to the handler
	 * @param call what Lambda tells about the invocation
	 * @return the spans, or {@code null} if the event is of another type
	 */
	@Nullable EventSpan start(Object event, FunctionCall call);

}
