package dev.tracing.instrument.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;

/**
 * Traces records that an application polls by itself, and producers that come from no
 * {@code ProducerFactory} bean. A bean to inject:
 *
 * <pre class="code">
 * for (ConsumerRecord&lt;String, Order&gt; record : consumer.poll(timeout)) {
 *     kafkaTracing.process(consumer, record, (order) -&gt; warehouse.pick(order.value()));
 * }
 * </pre>
 *
 * <p>
 * Spans are those that listeners get. Thread-safe, though a consumer is not.
 */
public final class KafkaTracing {

	private final SendSpans sendSpans;

	private final ProcessSpans processSpans;

	KafkaTracing(SendSpans sendSpans, ProcessSpans processSpans) {
		this.sendSpans = sendSpans;
		this.processSpans = processSpans;
	}

	/**
	 * Process a record in a CONSUMER span of its own, which continues the trace of
	 * whoever sent the record and is current while the handler runs.
	 * @param <K> type of the key
	 * @param <V> type of the value
	 * @param <X> type of the handler's exceptions
	 * @param consumer the consumer, asked for its group on the calling thread
	 * @param record the record
	 * @param handler processes the record
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <K, V, X extends Exception> void process(Consumer<K, V> consumer, ConsumerRecord<K, V> record,
			Handler<ConsumerRecord<K, V>, X> handler) throws X {
		ConsumerIdentity identity = ConsumerIdentity.of(consumer, this.processSpans.faults());
		handle(new Processing(record, this.processSpans.start(record, identity), this.processSpans.faults()), record,
				handler);
	}

	/**
	 * Process a batch in one CONSUMER span, which has a link to whoever sent each record
	 * and is current while the handler runs. A batch of one record continues its trace.
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 * @param <X> type of the handler's exceptions
	 * @param consumer the consumer, asked for its group on the calling thread
	 * @param records the batch; nothing is traced if it is empty
	 * @param handler processes the batch
	 * @throws X what the handler throws, which makes the span an error
	 */
	public <K, V, X extends Exception> void processBatch(Consumer<K, V> consumer, ConsumerRecords<K, V> records,
			Handler<ConsumerRecords<K, V>, X> handler) throws X {
		if (records.isEmpty()) {
			handler.handle(records);
			return;
		}
		ConsumerIdentity identity = ConsumerIdentity.of(consumer, this.processSpans.faults());
		handle(Processing.ofBatch(this.processSpans.start(records, identity), this.processSpans.faults()), records,
				handler);
	}

	private static <T, X extends Exception> void handle(Processing processing, T message, Handler<T, X> handler)
			throws X {
		processing.enter();
		try {
			handler.handle(message);
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
	 * Trace what a producer sends: one PRODUCER span for each record, whose context goes
	 * in the record's headers.
	 * @param <K> type of the keys
	 * @param <V> type of the values
	 * @param producer the producer
	 * @return a producer that traces, the same if it does already
	 */
	public <K, V> Producer<K, V> trace(Producer<K, V> producer) {
		return (producer instanceof TracingProducer) ? producer : new TracingProducer<>(producer, this.sendSpans);
	}

	/**
	 * Processes something.
	 *
	 * @param <T> type of what is processed
	 * @param <X> type of what may be thrown
	 */
	@FunctionalInterface
	public interface Handler<T, X extends Exception> {

		/**
		 * Process something.
		 * @param message what is processed
		 * @throws X if that fails
		 */
		void handle(T message) throws X;

	}

}
