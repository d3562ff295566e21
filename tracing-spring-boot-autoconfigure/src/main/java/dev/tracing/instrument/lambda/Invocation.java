package dev.tracing.instrument.lambda;

import dev.tracing.logging.CurrentContext;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * An invocation that is under way. Its work may spread over several threads.
 */
final class Invocation {

	private final EventSpan span;

	private final TracingFaults faults;

	private volatile @Nullable Object answer;

	private volatile boolean ended;

	Invocation(EventSpan span, TracingFaults faults) {
		this.span = span;
		this.faults = faults;
	}

	EventSpan span() {
		return this.span;
	}

	/**
	 * Whether the invocation is over, though work that it left behind may go on.
	 */
	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Make a context current on this thread.
	 * @return puts back what was current before, even if the handler left something else
	 */
	Scope makeCurrent(Context context) {
		Context before = Context.current();
		Scope scope = context.makeCurrent();
		return () -> CurrentContext.leave(scope, before);
	}

	/**
	 * Tell what the application answered, where the handler that returns it turns it into
	 * bytes.
	 */
	void answer(Object answer) {
		this.answer = answer;
	}

	/**
	 * End the spans. Never throws.
	 */
	void end(@Nullable Object response, @Nullable Throwable exception) {
		this.ended = true;
		try {
			Object answer = this.answer;
			this.span.end((answer != null) ? answer : response, exception);
		}
		catch (RuntimeException ex) {
			this.faults.report("ending the span of an invocation", ex);
		}
	}

}
