package dev.tracing.instrument.kafka;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

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

	private final @Nullable String topic;

	private final int partition;

	private final long offset;

	private final Context context;

	private final TracingFaults faults;

	private @Nullable ThreadScope scope;

	private @Nullable ListenerObservation observation;

	private boolean held;

	private boolean endsLater;

	private boolean left;

	private boolean ended;

	private @Nullable Throwable error;

	private @Nullable Throwable handled;

	/**
	 * Create the processing of a record, of which only its place is kept: work that goes
	 * on later must not keep the record.
	 * @param record the record
	 * @param context the context with the span, if there is one
	 * @param faults where failures are reported
	 */
	Processing(ConsumerRecord<?, ?> record, Context context, TracingFaults faults) {
		this(record.topic(), record.partition(), record.offset(), context, faults);
	}

	private Processing(@Nullable String topic, int partition, long offset, Context context, TracingFaults faults) {
		this.topic = topic;
		this.partition = partition;
		this.offset = offset;
		this.context = context.with(KEY, this);
		this.faults = faults;
	}

	/**
	 * Create the processing of a batch.
	 * @param context the context with the span, if there is one
	 * @param faults where failures are reported
	 * @return the processing
	 */
	static Processing ofBatch(Context context, TracingFaults faults) {
		return new Processing(null, -1, -1, context, faults);
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
	 * Whether this is the processing of a record, and still goes on. An interceptor may
	 * have replaced the object.
	 * @param record the record
	 * @return {@code true} if it comes from the same place
	 */
	synchronized boolean isOf(ConsumerRecord<?, ?> record) {
		return !this.ended && this.offset == record.offset() && this.partition == record.partition()
				&& record.topic().equals(this.topic);
	}

	boolean isBatch() {
		return this.topic == null;
	}

	Context context() {
		return this.context;
	}

	/**
	 * Show this as an observation, which will tell the end of the work.
	 * @return the same each time
	 */
	synchronized ListenerObservation observe() {
		endsLater();
		if (this.observation == null) {
			this.observation = new ListenerObservation(this);
		}
		return this.observation;
	}

	/**
	 * Promise to call {@link #leave}.
	 */
	synchronized void hold() {
		this.held = true;
	}

	/**
	 * Make the context current on this thread.
	 */
	void enter() {
		hold();
		this.scope = ThreadScope.open(this.context);
	}

	/**
	 * Take the context off this thread.
	 */
	void exit() {
		if (this.scope != null) {
			this.scope.close();
			this.scope = null;
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
	 * Remember what a listener threw, of which its error handler may make a success.
	 * @param exception the exception
	 */
	synchronized void mayFail(Throwable exception) {
		this.handled = exception;
	}

	/**
	 * Learn that the work is done. The span ends now, unless someone promised to tell
	 * when the listener returns.
	 */
	synchronized void stop() {
		this.endsLater = false;
		if (this.left || !this.held) {
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
	 * exception, its adapter may know the error.
	 */
	synchronized void abandon() {
		if (!this.left && this.handled != null) {
			leave(this.handled);
		}
		else if (!this.left) {
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
				SpanErrors.record(span, ListenerErrors.causeOf(this.error));
			}
			else if (this.handled != null) {
				span.recordException(ListenerErrors.causeOf(this.handled));
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("recording the failure of a listener", ex);
		}
		span.end();
	}

}
