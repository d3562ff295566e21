package dev.tracing.instrument.kafka;

import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.AcknowledgingShareConsumerAwareMessageListener;
import org.springframework.kafka.listener.GenericMessageListener;
import org.springframework.kafka.support.ShareAcknowledgment;

/**
 * Traces what a listener of a share group does with each record.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
final class TracingShareListener<K, V> implements GenericMessageListener<ConsumerRecord<K, V>> {

	private final GenericMessageListener<ConsumerRecord<K, V>> delegate;

	private final ConsumerIdentity consumer;

	private final Supplier<ProcessSpans> spans;

	private TracingShareListener(GenericMessageListener<ConsumerRecord<K, V>> delegate, ConsumerIdentity consumer,
			Supplier<ProcessSpans> spans) {
		this.delegate = delegate;
		this.consumer = consumer;
		this.spans = spans;
	}

	/**
	 * Wrap a listener in one of the same kind: containers look at that.
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 * @param listener the listener
	 * @param consumer the share group
	 * @param spans make the spans
	 * @return a tracing listener, the same if it is one already
	 */
	static <K, V> GenericMessageListener<ConsumerRecord<K, V>> wrap(
			GenericMessageListener<ConsumerRecord<K, V>> listener, ConsumerIdentity consumer,
			Supplier<ProcessSpans> spans) {
		if (listener instanceof TracingShareListener || listener instanceof TracingShareListener.Acknowledging) {
			return listener;
		}
		return (listener instanceof AcknowledgingShareConsumerAwareMessageListener<K, V> acknowledging)
				? new Acknowledging<>(acknowledging, consumer, spans)
				: new TracingShareListener<>(listener, consumer, spans);
	}

	@Override
	public void onMessage(ConsumerRecord<K, V> record) {
		process(record, this.consumer, this.spans, () -> this.delegate.onMessage(record));
	}

	private static void process(ConsumerRecord<?, ?> record, ConsumerIdentity consumer, Supplier<ProcessSpans> spans,
			Runnable work) {
		Processing processing = new Processing(record, spans.get().start(record, consumer), spans.get().faults());
		processing.enter();
		try {
			work.run();
			processing.leave(null);
		}
		catch (Throwable ex) {
			processing.leave(ex);
			throw ex;
		}
		finally {
			processing.exit();
		}
	}

	/**
	 * The same for a listener that acknowledges.
	 */
	private static final class Acknowledging<K, V> implements AcknowledgingShareConsumerAwareMessageListener<K, V> {

		private final AcknowledgingShareConsumerAwareMessageListener<K, V> delegate;

		private final ConsumerIdentity consumer;

		private final Supplier<ProcessSpans> spans;

		Acknowledging(AcknowledgingShareConsumerAwareMessageListener<K, V> delegate, ConsumerIdentity consumer,
				Supplier<ProcessSpans> spans) {
			this.delegate = delegate;
			this.consumer = consumer;
			this.spans = spans;
		}

		@Override
		public void onShareRecord(ConsumerRecord<K, V> record, @Nullable ShareAcknowledgment acknowledgment,
				ShareConsumer<?, ?> shareConsumer) {
			process(record, this.consumer, this.spans,
					() -> this.delegate.onShareRecord(record, acknowledgment, shareConsumer));
		}

	}

}
