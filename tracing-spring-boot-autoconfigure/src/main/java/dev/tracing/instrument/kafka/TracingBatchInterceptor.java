package dev.tracing.instrument.kafka;

import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.BatchInterceptor;

/**
 * Traces what the listeners of a container do with each batch, around an interceptor of
 * the application. All threads of a container share it.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
final class TracingBatchInterceptor<K, V> implements BatchInterceptor<K, V> {

	private final @Nullable BatchInterceptor<K, V> delegate;

	private final Supplier<ProcessSpans> spans;

	private final ConsumerThreads threads = new ConsumerThreads();

	TracingBatchInterceptor(@Nullable BatchInterceptor<K, V> delegate, Supplier<ProcessSpans> spans) {
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

	/**
	 * A batch that the application's interceptor wants to skip, or throws for, may not be
	 * heard of again.
	 */
	@Override
	public @Nullable ConsumerRecords<K, V> intercept(ConsumerRecords<K, V> records, Consumer<K, V> consumer) {
		thread(consumer).enter(records, this.spans.get());
		if (this.delegate == null) {
			return records;
		}
		ConsumerRecords<K, V> intercepted;
		try {
			intercepted = this.delegate.intercept(records, consumer);
		}
		catch (RuntimeException | Error ex) {
			leave(records, consumer, ex);
			throw ex;
		}
		if (intercepted == null || intercepted.isEmpty()) {
			leave(records, consumer, null);
			thread(consumer).skip();
		}
		return intercepted;
	}

	@Override
	public void success(ConsumerRecords<K, V> records, Consumer<K, V> consumer) {
		try {
			if (this.delegate != null) {
				this.delegate.success(records, consumer);
			}
		}
		finally {
			leave(records, consumer, null);
		}
	}

	@Override
	public void failure(ConsumerRecords<K, V> records, Exception exception, Consumer<K, V> consumer) {
		try {
			if (this.delegate != null) {
				this.delegate.failure(records, exception, consumer);
			}
		}
		finally {
			leave(records, consumer, exception);
		}
	}

	/**
	 * Within a transaction, an attempt after the first is not shown to interceptors
	 * before it is over.
	 */
	private void leave(ConsumerRecords<K, V> records, Consumer<K, V> consumer, @Nullable Throwable exception) {
		ConsumerThread thread = thread(consumer);
		Processing processing = thread.current();
		if (processing == null && !thread.hasSkipped()) {
			processing = thread.enter(records, this.spans.get());
		}
		if (processing != null) {
			processing.leave(exception);
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
