package dev.tracing.instrument.kafka;

import dev.tracing.instrument.SpanErrors;
import dev.tracing.instrument.messaging.MessagingAttributes;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The sending of one record, until the broker has answered or will not any more. Calls
 * the application's callback in the context of whoever sent.
 */
final class Send implements Callback {

	private final Span span;

	private final Context caller;

	private final @Nullable Callback callback;

	private final TracingFaults faults;

	Send(Span span, Context caller, @Nullable Callback callback, TracingFaults faults) {
		this.span = span;
		this.caller = caller;
		this.callback = callback;
		this.faults = faults;
	}

	@Override
	public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
		end(metadata, exception);
		if (this.callback != null) {
			try (Scope ignored = this.caller.makeCurrent()) {
				this.callback.onCompletion(metadata, exception);
			}
		}
	}

	/**
	 * End the span. Calls after the first have no effect.
	 * @param metadata where the record is now, if known
	 * @param exception why it was not sent, if so
	 */
	void end(@Nullable RecordMetadata metadata, @Nullable Throwable exception) {
		try {
			if (this.span.isRecording()) {
				describe(metadata, exception);
			}
		}
		catch (RuntimeException ex) {
			this.faults.report("describing what became of a record", ex);
		}
		finally {
			this.span.end();
		}
	}

	private void describe(@Nullable RecordMetadata metadata, @Nullable Throwable exception) {
		if (exception != null) {
			SpanErrors.record(this.span, exception);
		}
		if (metadata != null && metadata.partition() != RecordMetadata.UNKNOWN_PARTITION) {
			this.span.setAttribute(MessagingAttributes.DESTINATION_PARTITION_ID,
					Partitions.toString(metadata.partition()));
		}
		if (metadata != null && metadata.hasOffset()) {
			this.span.setAttribute(KafkaAttributes.OFFSET, metadata.offset());
		}
	}

}
