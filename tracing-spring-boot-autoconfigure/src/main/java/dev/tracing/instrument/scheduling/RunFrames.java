package dev.tracing.instrument.scheduling;

import dev.tracing.logging.CurrentContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
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
		Frame frame = push(false);
		try {
			task.run();
		}
		finally {
			pop(frame);
		}
	}

	/**
	 * Begin a frame in which a run that ends on this thread is current until {@link #end}
	 * is called.
	 * @param run the context of the run
	 */
	void begin(Context run) {
		push(true).open(run);
	}

	/**
	 * End the frame that began with the given run, if the innermost one did.
	 * @param run the context of the run or a descendant with the same span
	 */
	void end(Context run) {
		Frame frame = this.innermost.get();
		if (frame != null && frame.ofLastSignal && frame.isOf(run)) {
			pop(frame);
		}
	}

	private Frame push(boolean ofLastSignal) {
		Frame frame = new Frame(this.innermost.get(), Context.current(), ofLastSignal);
		this.innermost.set(frame);
		return frame;
	}

	private void pop(Frame frame) {
		if (frame.enclosing != null) {
			this.innermost.set(frame.enclosing);
		}
		else {
			this.innermost.remove();
		}
		frame.close();
	}

	/**
	 * Make the context of a run current until its frame ends, if the thread is in one.
	 * @param run the context of the run
	 */
	void enter(Context run) {
		Frame frame = this.innermost.get();
		if (frame != null) {
			frame.close();
			frame.open(run);
		}
	}

	/**
	 * Put back what was current before a run in the innermost frame of this thread.
	 * Without effect elsewhere: a reactive run may end on any thread.
	 * @param run the context of the run or a descendant with the same span
	 */
	void leave(Context run) {
		Frame frame = this.innermost.get();
		if (frame != null && frame.isOf(run)) {
			frame.close();
		}
	}

	/**
	 * One run of a task on one thread.
	 */
	private static final class Frame {

		private final @Nullable Frame enclosing;

		private final Context before;

		private final boolean ofLastSignal;

		private @Nullable Context run;

		private @Nullable Scope scope;

		private Frame(@Nullable Frame enclosing, Context before, boolean ofLastSignal) {
			this.enclosing = enclosing;
			this.before = before;
			this.ofLastSignal = ofLastSignal;
		}

		boolean isOf(Context context) {
			return this.run != null && Span.fromContext(this.run) == Span.fromContext(context);
		}

		@SuppressWarnings("MustBeClosedChecker")
		void open(Context run) {
			this.run = run;
			this.scope = run.makeCurrent();
		}

		/**
		 * A scope does not close if something else was left current.
		 */
		void close() {
			if (this.scope != null) {
				this.scope.close();
				this.scope = null;
				this.run = null;
			}
			if (Context.current() != this.before) {
				CurrentContext.replace(this.before);
			}
		}

	}

}
