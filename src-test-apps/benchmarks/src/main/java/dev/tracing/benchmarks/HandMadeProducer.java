package dev.tracing.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A span for each record that is sent, as an application would make it by hand.
 */
final class HandMadeProducer extends MockProducer<String, String> {

	private final Producer<String, String> delegate;

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	HandMadeProducer(Producer<String, String> delegate, HandMadeTracing tracing) {
		this.delegate = delegate;
		this.tracer = tracing.tracer();
		this.propagator = tracing.propagator();
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<String, String> record, @Nullable Callback callback) {
		Span span = this.tracer.spanBuilder("send " + record.topic())
			.setSpanKind(SpanKind.PRODUCER)
			.setAttribute(KafkaKeys.SYSTEM, "kafka")
			.setAttribute(KafkaKeys.OPERATION_NAME, "send")
			.setAttribute(KafkaKeys.OPERATION_TYPE, "send")
			.setAttribute(KafkaKeys.DESTINATION, record.topic())
			.startSpan();
		try (Scope scope = span.makeCurrent()) {
			this.propagator.inject(Context.current(), record.headers(), HeaderSetter.INSTANCE);
			return this.delegate.send(record, (metadata, exception) -> {
				if (exception != null) {
					fail(span, exception);
				}
				else {
					span.setAttribute(KafkaKeys.PARTITION, Integer.toString(metadata.partition()));
					span.setAttribute(KafkaKeys.OFFSET, metadata.offset());
				}
				span.end();
				if (callback != null) {
					callback.onCompletion(metadata, exception);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			fail(span, ex);
			span.end();
			throw ex;
		}
	}

	private static void fail(Span span, Throwable exception) {
		span.recordException(exception);
		span.setStatus(StatusCode.ERROR);
		span.setAttribute(HttpKeys.ERROR_TYPE, exception.getClass().getName());
	}

	/**
	 * Writes trace context to headers.
	 */
	private enum HeaderSetter implements TextMapSetter<Headers> {

		INSTANCE;

		@Override
		public void set(@Nullable Headers headers, String key, String value) {
			if (headers != null) {
				headers.remove(key).add(key, value.getBytes(StandardCharsets.UTF_8));
			}
		}

	}

}
