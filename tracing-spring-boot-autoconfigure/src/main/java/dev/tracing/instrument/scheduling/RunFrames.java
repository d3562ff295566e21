package dev.tracing.instrument.scheduling;

import dev.tracing.logging.CurrentContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Frames around what a scheduler does for one run of a task, the handling of its failure
 * included, which comes after the observation of the run. Within a frame, the context of
 * a run can stay current for longer than the observation's scope. The end of the frame
 * puts back what was current before, whatever happened within. Thread-safe.
 */
final class RunFrames {

	// Tells whether this thread is in a frame, of this application and no other.
	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable Frame> innermost = new ThreadLocal<>();

	/**
	 * Put a frame around a task.
	 * @param task what the scheduler runs
	 * @return the same in a frame
	 */
	Runnable around(Runnable task) {
		return () -> run(task);
	}

	private void run(Runnable task) {
		Frame enclosing = this.innermost.get();
		Context before = Context.current();
		this.innermost.set(new Frame(before));
		try {
			task.run();
		}
		finally {
			if (enclosing != null) {
				this.innermost.set(enclosing);
			}
			else {
				this.innermost.remove();
			}
			makeCurrent(before);
		}
	}

	/**
	 * Make the context of a run current until its frame ends, if the thread is in one.
	 * @param run the context of the run
	 */
	void enter(Context run) {
		Frame frame = this.innermost.get();
		if (frame != null) {
			frame.run = run;
			makeCurrent(run);
		}
	}

	/**
	 * Put back what was current before a run in the innermost frame of this thread.
	 * Without effect elsewhere: a reactive run may end on any thread.
	 * @param run the context of the run or a descendant with the same span
	 */
	void leave(Context run) {
		Frame frame = this.innermost.get();
		if (frame != null && frame.run != null && Span.fromContext(frame.run) == Span.fromContext(run)) {
			frame.run = null;
			makeCurrent(frame.before);
		}
	}

	private static void makeCurrent(Context context) {
		if (Context.current() != context) {
			CurrentContext.replace(context);
		}
	}

	/**
	 * One run of a task on one thread.
	 */
	private static final class Frame {

		private final Context before;

		private @Nullable Context run;

		private Frame(Context before) {
			this.before = before;
		}

	}

}
