package dev.tracing.instrument.sqs;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.logging.CurrentContext;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The processing of a message or a batch, until all that belongs to it is done.
 * Thread-safe; no method throws.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class MessageProcessing {

	private static final ContextKey<MessageProcessing> KEY = ContextKey.named("dev.tracing.message-processing");

	private final Context context;

	private final TracingFaults faults;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile @Nullable Throwable recorded;

	MessageProcessing(Context context, TracingFaults faults) {
		this.context = context.with(KEY, this);
		this.faults = faults;
	}

	/**
	 * Return the processing that goes on on this thread.
	 * @return the innermost, or {@code null} if there is none
	 */
	public static @Nullable MessageProcessing current() {
		return Context.current().get(KEY);
	}

	/**
	 * Return the context of the work.
	 * @return a context with the span, or one in which nothing is recorded
	 */
	public Context context() {
		return this.context;
	}

	/**
	 * Make the context current on this thread.
	 * @return to be closed on this thread; puts back what was current before, even if the
	 * work left something else
	 */
	public Scope makeCurrent() {
		Context before = Context.current();
		Scope scope = this.context.makeCurrent();
		return () -> CurrentContext.leave(scope, before);
	}

	/**
	 * Do all the work on this thread, and end the span.
	 * @param <T> type of what is processed
	 * @param <X> type of what may be thrown
	 * @param message what is processed
	 * @param handler does the work
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <T, X extends Exception> void run(T message, MessageHandler<T, X> handler) throws X {
		try (Scope ignored = makeCurrent()) {
			handler.handle(message);
			end(null);
		}
		catch (Throwable ex) {
			end(ex);
			throw ex;
		}
	}

	/**
	 * Record an exception that somebody may still handle: what becomes of it is told at
	 * the end.
	 * @param exception what went wrong
	 */
	public void record(Throwable exception) {
		Throwable cause = causeOf(exception);
		try {
			if (cause != this.recorded && span().isRecording()) {
				this.recorded = cause;
				span().recordException(cause);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording why a message failed", ex);
		}
	}

	/**
	 * End the span. Calls after the first have no effect.
	 * @param exception why the message failed, or {@code null} if it did not
	 */
	public void end(@Nullable Throwable exception) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		try {
			if (exception != null) {
				Throwable cause = causeOf(exception);
				record(cause);
				SpanErrors.fail(span(), SpanErrors.typeOf(cause), cause);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording why a message failed", ex);
		}
		finally {
			span().end();
		}
	}

	/**
	 * Mark the message as one that will come again, though nobody threw an exception.
	 * @param errorType the value of {@code error.type}
	 * @param reason why
	 */
	public void refuse(String errorType, String reason) {
		span().setStatus(StatusCode.ERROR, reason);
		span().setAttribute(SpanErrors.ERROR_TYPE, errorType);
	}

	private Span span() {
		return Span.fromContext(this.context);
	}

	private static Throwable causeOf(Throwable exception) {
		return (exception instanceof CompletionException && exception.getCause() != null) ? exception.getCause()
				: exception;
	}

}
