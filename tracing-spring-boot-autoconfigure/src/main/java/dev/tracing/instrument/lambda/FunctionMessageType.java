package dev.tracing.instrument.lambda;

import java.util.Map;

import dev.tracing.instrument.sqs.MessageReader;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Starts the span of a function of Spring Cloud Function whose input is none of the types
 * of events: the headers of a request are those of the message, and all that is known.
 */
final class FunctionMessageType implements EventType {

	/**
	 * Set by Spring Cloud Function on what API Gateway sent.
	 */
	private static final String API_GATEWAY = "aws-api-gateway";

	private static final TextMapGetter<Map<String, Object>> HEADERS = new TextMapGetter<>() {

		@Override
		public Iterable<String> keys(Map<String, Object> headers) {
			return headers.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, Object> headers, String name) {
			return (MessageReader.find(headers, name) instanceof String value) ? value : null;
		}

	};

	private final InvocationSpans spans;

	private final TextMapPropagator propagator;

	FunctionMessageType(InvocationSpans spans, TextMapPropagator propagator) {
		this.spans = spans;
		this.propagator = propagator;
	}

	@Override
	public @Nullable EventSpan start(Object event, FunctionCall call) {
		if (!(event instanceof Message<?> message)) {
			return null;
		}
		Context sender = this.propagator.extract(Context.root(), message.getHeaders(), HEADERS);
		boolean request = Boolean.TRUE.equals(message.getHeaders().get(API_GATEWAY));
		return this.spans.start(call, sender, (request) ? Triggers.HTTP : Triggers.of(null));
	}

}
