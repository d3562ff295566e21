package dev.tracing.benchmarks;

import java.nio.charset.StandardCharsets;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.RecordInterceptor;

/**
 * A span for each record that a listener gets, as an application would make it by hand.
 */
final class HandMadeRecordInterceptor implements RecordInterceptor<Object, Object> {

	private final Tracer tracer;

	private final TextMapPropagator propagator;

	@SuppressWarnings("ThreadLocalUsage")
	private final ThreadLocal<@Nullable Processing> processing = new ThreadLocal<>();

	HandMadeRecordInterceptor(HandMadeTracing tracing) {
		this.tracer = tracing.tracer();
		this.propagator = tracing.propagator();
	}

	@Override
	@SuppressWarnings("MustBeClosedChecker")
	public ConsumerRecord<Object, Object> intercept(ConsumerRecord<Object, Object> record,
			Consumer<Object, Object> consumer) {
		Context parent = this.propagator.extract(Context.root(), record.headers(), HeaderGetter.INSTANCE);
		Span span = this.tracer.spanBuilder("process " + record.topic())
			.setSpanKind(SpanKind.CONSUMER)
			.setParent(parent)
			.setAttribute(KafkaKeys.SYSTEM, "kafka")
			.setAttribute(KafkaKeys.OPERATION_NAME, "process")
			.setAttribute(KafkaKeys.OPERATION_TYPE, "process")
			.setAttribute(KafkaKeys.DESTINATION, record.topic())
			.setAttribute(KafkaKeys.GROUP, consumer.groupMetadata().groupId())
			.setAttribute(KafkaKeys.PARTITION, Integer.toString(record.partition()))
			.setAttribute(KafkaKeys.OFFSET, record.offset())
			.setAttribute(KafkaKeys.QUEUE_TIME, System.currentTimeMillis() - record.timestamp())
			.startSpan();
		this.processing.set(new Processing(span, parent.with(span).makeCurrent()));
		return record;
	}

	@Override
	public void failure(ConsumerRecord<Object, Object> record, Exception exception, Consumer<Object, Object> consumer) {
		Processing current = this.processing.get();
		if (current != null) {
			current.span().recordException(exception);
			current.span().setStatus(StatusCode.ERROR);
			current.span().setAttribute(HttpKeys.ERROR_TYPE, exception.getClass().getName());
		}
	}

	@Override
	public void afterRecord(ConsumerRecord<Object, Object> record, Consumer<Object, Object> consumer) {
		Processing current = this.processing.get();
		if (current != null) {
			this.processing.remove();
			current.scope().close();
			current.span().end();
		}
	}

	private record Processing(Span span, Scope scope) {

	}

	/**
	 * Reads trace context from headers.
	 */
	private enum HeaderGetter implements TextMapGetter<Headers> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Headers headers) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable String get(@Nullable Headers headers, String key) {
			Header header = (headers != null) ? headers.lastHeader(key) : null;
			return (header != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
		}

	}

}
