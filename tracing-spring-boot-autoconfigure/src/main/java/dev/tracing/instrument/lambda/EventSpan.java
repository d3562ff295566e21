package dev.tracing.instrument.lambda;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one invocation, as an event of its type gets them.
 */
interface EventSpan {

	/**
	 * What is left if nothing could be started.
	 */
	EventSpan NONE = new EventSpan() {

		@Override
		public Context context() {
			return Context.root();
		}

		@Override
		public void end(@Nullable Object response, @Nullable Throwable exception) {
		}

	};

	/**
	 * Return the context to run the handler in.
	 */
	Context context();

	/**
	 * End all spans. Called once.
	 * @param response what the handler returned, if it did
	 * @param exception what the handler threw, or {@code null} if it did not
	 */
	void end(@Nullable Object response, @Nullable Throwable exception);

}
