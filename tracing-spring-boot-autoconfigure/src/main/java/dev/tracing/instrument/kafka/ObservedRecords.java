package dev.tracing.instrument.kafka;

import dev.tracing.observation.ObservedSpans;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

/**
 * Where the application has listeners observed, adapters tell the end of their work to
 * the observation. Its span is that of the record, which is started by whoever hears of
 * the record first, the interceptor or the observation. Thread-safe.
 */
final class ObservedRecords implements ObservedSpans<KafkaRecordReceiverContext> {

	private final ProcessSpans spans;

	ObservedRecords(ProcessSpans spans) {
		this.spans = spans;
	}

	@Override
	public Class<KafkaRecordReceiverContext> observed() {
		return KafkaRecordReceiverContext.class;
	}

	/**
	 * An observation of a record within a batch is no span: the batch has one, with a
	 * link to the record. Neither is one of a record that is not due.
	 */
	@Override
	public Context start(KafkaRecordReceiverContext observation, Context enclosing) {
		Processing processing = Processing.of(enclosing);
		if (processing != null && processing.isBatch() || !RetryTopics.isDue(observation.getRecord())) {
			return enclosing;
		}
		if (processing == null || !processing.isOf(observation.getRecord())) {
			ConsumerIdentity consumer = new ConsumerIdentity(observation.getGroupId(), observation.getClientId());
			processing = new Processing(observation.getRecord(), this.spans.start(observation.getRecord(), consumer),
					this.spans.faults());
		}
		processing.endsLater();
		return processing.context();
	}

	@Override
	public void end(KafkaRecordReceiverContext observation, Context context, @Nullable Throwable error) {
		Processing processing = Processing.of(context);
		if (processing != null && !processing.isBatch()) {
			if (error != null) {
				processing.fail(error);
			}
			processing.stop();
		}
	}

}
