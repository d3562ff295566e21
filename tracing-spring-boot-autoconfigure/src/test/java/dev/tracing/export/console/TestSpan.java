package dev.tracing.export.console;

import java.util.List;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * Makes finished spans with fixed ids and times.
 */
final class TestSpan {

	static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final long EPOCH_NANOS = 1_700_000_000_000_000_000L;

	private final TestSpanData.Builder builder = TestSpanData.builder();

	private final AttributesBuilder attributes = Attributes.builder();

	private TestSpan(int id, String name) {
		this.builder.setSpanContext(context(id, false)).setName(name).setKind(SpanKind.INTERNAL);
		this.builder.setStatus(StatusData.unset()).setHasEnded(true);
		service("shop");
		micros(0, 1000);
	}

	static TestSpan span(int id, String name) {
		return new TestSpan(id, name);
	}

	TestSpan childOf(int parentId) {
		this.builder.setParentSpanContext(context(parentId, false));
		return this;
	}

	TestSpan remoteChildOf(int parentId) {
		this.builder.setParentSpanContext(context(parentId, true));
		return this;
	}

	TestSpan kind(SpanKind kind) {
		this.builder.setKind(kind);
		return this;
	}

	TestSpan service(String name) {
		this.builder.setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), name)));
		return this;
	}

	TestSpan millis(long from, long to) {
		return micros(from * 1000, to * 1000);
	}

	TestSpan micros(long from, long to) {
		this.builder.setStartEpochNanos(EPOCH_NANOS + from * 1000).setEndEpochNanos(EPOCH_NANOS + to * 1000);
		return this;
	}

	TestSpan with(String key, String value) {
		this.attributes.put(key, value);
		return this;
	}

	TestSpan with(String key, long value) {
		this.attributes.put(key, value);
		return this;
	}

	TestSpan error(String description) {
		this.builder.setStatus(StatusData.create(StatusCode.ERROR, description));
		return this;
	}

	TestSpan exception(String type, String message) {
		Attributes exception = Attributes.of(AttributeKey.stringKey("exception.type"), type,
				AttributeKey.stringKey("exception.message"), message);
		this.builder.setEvents(List.of(EventData.create(EPOCH_NANOS, "exception", exception)));
		return error(message);
	}

	SpanData end() {
		return this.builder.setAttributes(this.attributes.build()).build();
	}

	private static SpanContext context(int id, boolean remote) {
		String spanId = String.format("%016x", id);
		return remote
				? SpanContext.createFromRemoteParent(TRACE_ID, spanId, TraceFlags.getSampled(), TraceState.getDefault())
				: SpanContext.create(TRACE_ID, spanId, TraceFlags.getSampled(), TraceState.getDefault());
	}

}
