package dev.tracing.test;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TraceRecorder} keeps of one span. Guarded by the lock of
 * {@link RecordedSpans}.
 */
final class RecordedSpan {

	private final ReadableSpan span;

	private final String startThread;

	private @Nullable SpanData finished;

	RecordedSpan(ReadableSpan span, String startThread) {
		this.span = span;
		this.startThread = startThread;
	}

	boolean isOpen() {
		return this.finished == null;
	}

	void finish(SpanData data) {
		this.finished = data;
	}

	SpanData data() {
		return (this.finished != null) ? this.finished : this.span.toSpanData();
	}

	OpenSpan toOpenSpan() {
		return new OpenSpan(this.span.getName(), this.span.getKind(), this.span.getSpanContext().getTraceId(),
				this.span.getSpanContext().getSpanId(), this.startThread);
	}

}
