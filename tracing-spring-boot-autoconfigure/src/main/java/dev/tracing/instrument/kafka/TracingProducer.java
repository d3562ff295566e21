package dev.tracing.instrument.kafka;

import java.util.concurrent.Future;

import dev.tracing.instrument.SpanErrors;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Traces what a producer sends. As thread-safe as that.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
final class TracingProducer<K, V> extends ForwardingProducer<K, V> {

	private final SendSpans spans;

	private final @Nullable String clientId;

	private volatile @Nullable Context transaction;

	TracingProducer(Producer<K, V> delegate, SendSpans spans) {
		super(delegate);
		this.spans = spans;
		this.clientId = ClientIds.of(delegate.metrics());
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
		return send(record, null);
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<K, V> record, @Nullable Callback callback) {
		Context caller = Context.current();
		Context context = this.spans.start(record, this.clientId);
		if (context == null) {
			return delegate().send(record, callback);
		}
		Send send = new Send(Span.fromContext(context), caller, callback, this.spans.faults());
		try (Scope ignored = context.makeCurrent()) {
			return delegate().send(this.spans.inject(context, record), send);
		}
		catch (Throwable ex) {
			send.end(null, ex);
			throw ex;
		}
	}

	@Override
	public void beginTransaction() {
		delegate().beginTransaction();
		this.transaction = Context.current();
	}

	@Override
	public void commitTransaction() {
		end("commit", Producer::commitTransaction);
	}

	@Override
	public void abortTransaction() {
		end("abort", Producer::abortTransaction);
	}

	private void end(String operation, java.util.function.Consumer<Producer<K, V>> end) {
		Span span = this.spans.startEnd(operation, this.transaction, this.clientId);
		this.transaction = null;
		try {
			end.accept(delegate());
		}
		catch (Throwable ex) {
			SpanErrors.record(span, ex);
			throw ex;
		}
		finally {
			span.end();
		}
	}

}
