package dev.tracing.instrument.sqs.v1;

import com.amazonaws.services.sqs.model.MessageSystemAttributeValue;
import io.opentelemetry.api.trace.SpanContext;

/**
 * X-Ray's header that tracing wrote. A buffered client copies it into a batch of its own,
 * where it tells that the message is traced already even if nothing else had room.
 */
final class WrittenTraceHeader extends MessageSystemAttributeValue {

	private static final long serialVersionUID = 1;

	private final transient SpanContext context;

	WrittenTraceHeader(String header, SpanContext context) {
		this.context = context;
		setDataType("String");
		setStringValue(header);
	}

	SpanContext context() {
		return this.context;
	}

}
