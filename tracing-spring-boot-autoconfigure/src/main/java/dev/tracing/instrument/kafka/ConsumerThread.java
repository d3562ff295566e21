package dev.tracing.instrument.kafka;

import java.lang.ref.WeakReference;

import dev.tracing.logging.TracingFaults;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * What the thread of a consumer is processing. Used on that thread only. Never throws.
 */
final class ConsumerThread {

	private final WeakReference<Consumer<?, ?>> consumer;

	private final ConsumerIdentity identity;

	private @Nullable Processing current;

	private boolean skipped;

	ConsumerThread(Consumer<?, ?> consumer, TracingFaults faults) {
		this.consumer = new WeakReference<>(consumer);
		this.identity = ConsumerIdentity.of(consumer, faults);
	}

	boolean isOf(Consumer<?, ?> other) {
		return this.consumer.refersTo(other);
	}

	@Nullable Processing current() {
		return this.current;
	}

	/**
	 * Start to process a record, unless an observation of it has started that already.
	 * @param record the record
	 * @param spans make its span
	 * @return the processing
	 */
	Processing enter(ConsumerRecord<?, ?> record, ProcessSpans spans) {
		abandon();
		Processing processing = Processing.of(Context.current());
		if (processing == null || !processing.isOf(record)) {
			processing = new Processing(record, spans.start(record, this.identity), spans.faults());
			processing.enter();
		}
		processing.hold();
		this.current = processing;
		return processing;
	}

	/**
	 * Start to process a batch, unless another interceptor of ours has.
	 * @param records the batch
	 * @param spans make its span
	 * @return the processing
	 */
	Processing enter(ConsumerRecords<?, ?> records, ProcessSpans spans) {
		abandon();
		this.skipped = false;
		Processing processing = Processing.of(Context.current());
		if (processing == null || !processing.isBatch()) {
			processing = Processing.ofBatch(spans.start(records, this.identity), spans.faults());
			processing.enter();
		}
		this.current = processing;
		return processing;
	}

	/**
	 * Remember that no listener gets the batch, which may yet be called a success.
	 */
	void skip() {
		this.skipped = true;
	}

	boolean hasSkipped() {
		return this.skipped;
	}

	/**
	 * Run something in the context of what the thread is processing.
	 * @param work what to run
	 */
	void resume(Runnable work) {
		Context context = (this.current != null) ? this.current.context() : Context.current();
		try (Scope ignored = context.makeCurrent()) {
			work.run();
		}
	}

	/**
	 * Be done with what the thread is processing.
	 */
	void exit() {
		if (this.current != null) {
			this.current.exit();
			this.current = null;
		}
	}

	/**
	 * Give up what the thread is processing, if anything.
	 */
	void abandon() {
		if (this.current != null) {
			this.current.abandon();
			this.current = null;
		}
	}

}
