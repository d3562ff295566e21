package dev.tracing.instrument.kafka;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.logging.CurrentContext;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.TimestampedException;

/**
 * The processing of one record or batch. Its span ends with the listener, or with what
 * the listener returned if that ends later. Its context stays current until the thread is
 * done with the record, which includes the handling of errors.
 *
 * <p>
 * Entered and left on the thread of the consumer; the rest is thread-safe. Never throws.
 */
final class Processing {

	private static final ContextKey<Processing> KEY = ContextKey.named("dev.tracing.kafka.processing");

	private static final String UNKNOWN_ERROR = "_OTHER";

	private final @Nullable ConsumerRecord<?, ?> record;

	private final Context context;

	private final TracingFaults faults;

	private Context before = Context.root();

	private @Nullable Scope scope;

	private boolean endsLater;

	private boolean left;

	private boolean ended;

	private @Nullable Throwable error;

	/**
	 * Create the processing of something.
	 * @param record the record, or {@code null} if it is a batch
	 * @param context the context with the span, if there is one
	 * @param faults where failures are reported
	 */
	Processing(@Nullable ConsumerRecord<?, ?> record, Context context, TracingFaults faults) {
		this.record = record;
		this.context = context.with(KEY, this);
		this.faults = faults;
	}

	/**
	 * Return what is being processed in a context.
	 * @param context the context
	 * @return the processing, or {@code null} if there is none
	 */
	static @Nullable Processing of(Context context) {
		return context.get(KEY);
	}

	/**
	 * Whether this is the processing of a record. An interceptor may have replaced the
	 * object.
	 * @param other the record
	 * @return {@code true} if it comes from the same place
	 */
	boolean isOf(ConsumerRecord<?, ?> other) {
		return this.record != null && this.record.offset() == other.offset()
				&& this.record.partition() == other.partition() && this.record.topic().equals(other.topic());
	}

	boolean isBatch() {
		return this.record == null;
	}

	Context context() {
		return this.context;
	}

	/**
	 * Make the context current on this thread.
	 */
	@SuppressWarnings("MustBeClosedChecker")
	void enter() {
		this.before = Context.current();
		this.scope = this.context.makeCurrent();
	}

	/**
	 * Take the context off this thread, whatever the application left there.
	 */
	void exit() {
		Scope open = this.scope;
		if (open != null) {
			this.scope = null;
			open.close();
			if (Context.current() != this.before) {
				CurrentContext.replace(this.before);
			}
		}
	}

	/**
	 * Expect {@link #stop}: the listener may return before its work is done.
	 */
	synchronized void endsLater() {
		this.endsLater = !this.ended;
	}

	/**
	 * Remember what the work failed with. The first exception counts.
	 * @param exception the exception
	 */
	synchronized void fail(Throwable exception) {
		if (this.error == null) {
			this.error = exception;
		}
	}

	/**
	 * Learn that the work is done. The span ends now, unless the listener is yet to
	 * return.
	 */
	synchronized void stop() {
		this.endsLater = false;
		if (this.left) {
			end();
		}
	}

	/**
	 * Learn that the listener has returned.
	 * @param exception what it threw, or {@code null} if it did not
	 */
	synchronized void leave(@Nullable Throwable exception) {
		this.left = true;
		if (exception != null) {
			fail(exception);
			this.endsLater = false;
		}
		if (!this.endsLater) {
			end();
		}
	}

	/**
	 * Leave this thread for good. Of a listener that neither returned nor threw an
	 * exception, nothing but that is known.
	 */
	synchronized void abandon() {
		if (!this.left) {
			Span.fromContext(this.context)
				.setStatus(StatusCode.ERROR)
				.setAttribute(SpanErrors.ERROR_TYPE, UNKNOWN_ERROR);
			leave(null);
		}
		exit();
	}

	private void end() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		Span span = Span.fromContext(this.context);
		try {
			if (this.error != null) {
				SpanErrors.record(span, causeOf(this.error));
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording the failure of a listener", ex);
		}
		span.end();
	}

	private static Throwable causeOf(Throwable exception) {
		Throwable candidate = exception;
		while ((candidate instanceof ListenerExecutionFailedException || candidate instanceof TimestampedException)
				&& candidate.getCause() != null) {
			candidate = candidate.getCause();
		}
		return candidate;
	}

}
