package dev.tracing.instrument.lambda;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Runs the invocations of a function in their spans, and exports these before the
 * response is returned: right after that Lambda may freeze the process. Thread-safe, for
 * a runtime may run several invocations at once. Of handlers within handlers only the
 * outermost is an invocation.
 */
final class Invocations {

	/**
	 * Not static: another application in the same JVM has invocations of its own.
	 */
	private final ContextKey<Invocation> current = ContextKey.named("dev.tracing.lambda.invocation");

	private final String functionName;

	private final List<EventType> types;

	private final InvocationSpans spans;

	private final TraceFlush flush;

	private final TracingFaults faults;

	private final AtomicBoolean cold = new AtomicBoolean(true);

	/**
	 * Create an instance.
	 * @param functionName name of the function where Lambda does not tell it
	 * @param types types of events that get more than a plain span
	 * @param spans makes plain spans
	 * @param flush exports what has ended
	 * @param faults where failures are reported
	 */
	Invocations(String functionName, List<EventType> types, InvocationSpans spans, TraceFlush flush,
			TracingFaults faults) {
		this.functionName = functionName;
		this.types = types;
		this.spans = spans;
		this.flush = flush;
		this.faults = faults;
	}

	/**
	 * Run a handler.
	 * @param <T> type of the response
	 * @param <X> type of what may be thrown
	 * @param event what Lambda gives to the handler, if it is known
	 * @param lambda what Lambda tells about the invocation, if it does
	 * @param handler does the work
	 * @return what the handler returns
	 * @throws X what the handler throws
	 */
	<T extends @Nullable Object, X extends Exception> T run(@Nullable Object event,
			com.amazonaws.services.lambda.runtime.@Nullable Context lambda, Handler<T, X> handler) throws X {
		if (current() != null) {
			return handler.handle();
		}
		FunctionCall call = new FunctionCall(this.functionName, lambda, this.cold.getAndSet(false));
		try {
			return run(start(event, call), handler);
		}
		finally {
			this.flush.await(call);
		}
	}

	private <T extends @Nullable Object, X extends Exception> T run(Invocation invocation, Handler<T, X> handler)
			throws X {
		T response;
		try (Scope ignored = invocation.makeCurrent(within(invocation, invocation.span().context()))) {
			response = handler.handle();
		}
		catch (Throwable ex) {
			invocation.end(null, ex);
			throw ex;
		}
		invocation.end(response, null);
		return response;
	}

	/**
	 * Return the invocation that is under way, as far as the current context knows.
	 */
	@Nullable Invocation current() {
		Invocation invocation = Context.current().get(this.current);
		return (invocation != null && !invocation.hasEnded()) ? invocation : null;
	}

	/**
	 * Return a context that knows the invocation it belongs to.
	 */
	Context within(Invocation invocation, Context context) {
		return context.with(this.current, invocation);
	}

	private Invocation start(@Nullable Object event, FunctionCall call) {
		try {
			EventSpan span = (event != null) ? startTyped(event, call) : null;
			return new Invocation((span != null) ? span : this.spans.start(call, Context.root(), Triggers.of(event)),
					this.faults);
		}
		catch (RuntimeException ex) {
			this.faults.report("starting the span of an invocation", ex);
			return new Invocation(EventSpan.NONE, this.faults);
		}
	}

	/**
	 * Nobody checks that an event is complete, as those are not that people type into
	 * consoles.
	 */
	private @Nullable EventSpan startTyped(Object event, FunctionCall call) {
		try {
			for (EventType type : this.types) {
				EventSpan span = type.start(event, call);
				if (span != null) {
					return span;
				}
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("reading an event", ex);
		}
		return null;
	}

	/**
	 * Handles an event.
	 *
	 * @param <T> type of the response
	 * @param <X> type of what may be thrown
	 */
	@FunctionalInterface
	interface Handler<T extends @Nullable Object, X extends Exception> {

		T handle() throws X;

	}

}
