package dev.tracing.instrument.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.RecordInterceptor;

/**
 * Traces what the listeners of a container do with each record, around an interceptor of
 * the application. All threads of a container share it.
 *
 * <p>
 * A record whose key or value cannot be read is shown to interceptors only after it has
 * failed, and one that the application's interceptor throws for only there.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
final class TracingRecordInterceptor<K, V> implements RecordInterceptor<K, V> {

	private final @Nullable RecordInterceptor<K, V> delegate;

	private final ProcessSpans spans;

	private final ConsumerThreads threads;

	TracingRecordInterceptor(@Nullable RecordInterceptor<K, V> delegate, ProcessSpans spans) {
		this.delegate = delegate;
		this.spans = spans;
		this.threads = new ConsumerThreads(spans.faults());
	}

	@Override
	public void setupThreadState(Consumer<?, ?> consumer) {
		if (this.delegate != null) {
			this.delegate.setupThreadState(consumer);
		}
	}

	@Override
	public @Nullable ConsumerRecord<K, V> intercept(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		Processing processing = this.threads.current(consumer).enter(record, this.spans);
		if (this.delegate == null) {
			return record;
		}
		ConsumerRecord<K, V> intercepted;
		try {
			intercepted = this.delegate.intercept(record, consumer);
		}
		catch (RuntimeException | Error ex) {
			processing.leave(ex);
			throw ex;
		}
		if (intercepted == null) {
			// No listener gets it, so nobody will tell the end.
			processing.stop();
		}
		return intercepted;
	}

	@Override
	public void success(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		try {
			if (this.delegate != null) {
				this.delegate.success(record, consumer);
			}
		}
		finally {
			Processing processing = this.threads.current(consumer).current();
			if (processing != null) {
				processing.leave(null);
			}
		}
	}

	@Override
	public void failure(ConsumerRecord<K, V> record, Exception exception, Consumer<K, V> consumer) {
		ConsumerThread thread = this.threads.current(consumer);
		Processing processing = thread.current();
		if (processing == null) {
			processing = thread.enter(record, this.spans);
		}
		try {
			if (this.delegate != null) {
				this.delegate.failure(record, exception, consumer);
			}
		}
		finally {
			processing.leave(exception);
		}
	}

	/**
	 * The scope of an observation is closed by now.
	 */
	@Override
	public void afterRecord(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		ConsumerThread thread = this.threads.current(consumer);
		try {
			if (this.delegate != null) {
				thread.resume(() -> this.delegate.afterRecord(record, consumer));
			}
		}
		finally {
			thread.exit();
		}
	}

	@Override
	public void clearThreadState(Consumer<?, ?> consumer) {
		try {
			if (this.delegate != null) {
				this.delegate.clearThreadState(consumer);
			}
		}
		finally {
			this.threads.current(consumer).abandon();
		}
	}

}
