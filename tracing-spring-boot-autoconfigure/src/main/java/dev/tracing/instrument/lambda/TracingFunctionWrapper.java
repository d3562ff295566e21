package dev.tracing.instrument.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.function.context.catalog.FunctionAroundWrapper;
import org.springframework.cloud.function.context.catalog.SimpleFunctionRegistry.FunctionInvocationWrapper;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Runs functions of Spring Cloud Function in the span of the invocation.
 *
 * <p>
 * It is not asked for functions that return a collection of messages, nor, where a
 * runtime runs several invocations at once, while another one is in the same function. It
 * leaves alone reactive functions, whose work begins when they have returned. None of
 * these are traced.
 */
final class TracingFunctionWrapper extends FunctionAroundWrapper {

	/**
	 * Where Spring Cloud Function keeps what Lambda tells about the invocation.
	 */
	private static final String LAMBDA_CONTEXT = "aws-context";

	private static final Message<String> NOTHING = MessageBuilder.withPayload("").build();

	private final Invocations invocations;

	private final FunctionEvents events;

	private final @Nullable FunctionAroundWrapper next;

	/**
	 * Create a wrapper.
	 * @param invocations runs invocations
	 * @param events reads events
	 * @param next another wrapper to call within the span, if there is one
	 */
	TracingFunctionWrapper(Invocations invocations, FunctionEvents events, @Nullable FunctionAroundWrapper next) {
		this.invocations = invocations;
		this.events = events;
		this.next = next;
	}

	@Override
	protected @Nullable Object doApply(Object input, FunctionInvocationWrapper function) {
		if (input == NOTHING) {
			return null;
		}
		try {
			return invoke((Message<?>) input, function);
		}
		catch (Throwable ex) {
			// A function that throws stays marked as being wrapped, and would never be
			// again. It loses the mark whenever a wrapper returns.
			apply(NOTHING, function);
			throw ex;
		}
	}

	private @Nullable Object invoke(Message<?> input, FunctionInvocationWrapper function) {
		if (!(input.getHeaders().get(LAMBDA_CONTEXT) instanceof Context lambda) || isReactive(function)
				|| this.invocations.current() != null) {
			return proceed(input, function);
		}
		Message<?> message = this.events.read(input, function);
		Object event = (message != input) ? message.getPayload() : message;
		return this.invocations.<@Nullable Object, RuntimeException>run(event, lambda,
				() -> proceed(message, function));
	}

	private @Nullable Object proceed(Message<?> message, FunctionInvocationWrapper function) {
		return (this.next != null) ? this.next.apply(message, function) : function.apply(message);
	}

	private static boolean isReactive(FunctionInvocationWrapper function) {
		return function.isInputTypePublisher() || function.isOutputTypePublisher();
	}

}
