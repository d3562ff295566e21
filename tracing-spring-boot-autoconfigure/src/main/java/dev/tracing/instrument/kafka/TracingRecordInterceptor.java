package dev.tracing.instrument.kafka;

import java.util.function.Supplier;

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
 * failed. One of a retry topic that comes before it is due will come again, and is no
 * span yet.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
final class TracingRecordInterceptor<K, V> implements RecordInterceptor<K, V> {

	private final @Nullable RecordInterceptor<K, V> delegate;

	private final Supplier<ProcessSpans> spans;

	private final ConsumerThreads threads = new ConsumerThreads();

	TracingRecordInterceptor(@Nullable RecordInterceptor<K, V> delegate, Supplier<ProcessSpans> spans) {
		this.delegate = delegate;
		this.spans = spans;
	}

	private ConsumerThread thread(Consumer<?, ?> consumer) {
		return this.threads.current(consumer, this.spans.get().faults());
	}

	@Override
	public void setupThreadState(Consumer<?, ?> consumer) {
		if (this.delegate != null) {
			this.delegate.setupThreadState(consumer);
		}
	}

	@Override
	public @Nullable ConsumerRecord<K, V> intercept(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		Processing processing = (RetryTopics.isDue(record)) ? thread(consumer).enter(record, this.spans.get()) : null;
		if (this.delegate == null) {
			return record;
		}
		ConsumerRecord<K, V> intercepted;
		try {
			intercepted = this.delegate.intercept(record, consumer);
		}
		catch (RuntimeException | Error ex) {
			if (processing != null) {
				processing.leave(ex);
			}
			throw ex;
		}
		if (intercepted == null && processing != null) {
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
			Processing processing = thread(consumer).current();
			if (processing != null) {
				processing.leave(null);
			}
		}
	}

	@Override
	public void failure(ConsumerRecord<K, V> record, Exception exception, Consumer<K, V> consumer) {
		ConsumerThread thread = thread(consumer);
		boolean comesAgain = RetryTopics.isNotDue(exception);
		Processing processing = thread.current();
		if (processing == null && !comesAgain) {
			processing = thread.enter(record, this.spans.get());
		}
		try {
			if (this.delegate != null) {
				this.delegate.failure(record, exception, consumer);
			}
		}
		finally {
			if (processing != null) {
				processing.leave((comesAgain) ? null : exception);
			}
		}
	}

	/**
	 * The scope of an observation is closed by now.
	 */
	@Override
	public void afterRecord(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
		ConsumerThread thread = thread(consumer);
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
			thread(consumer).abandon();
		}
	}

}
