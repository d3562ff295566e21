package dev.tracing.test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The spans a {@link TraceRecorder} has seen since it was cleared. Thread-safe.
 */
final class RecordedSpans {

	private final Object lock = new Object();

	private final Map<SpanKey, RecordedSpan> started = new LinkedHashMap<>();

	private final List<SpanData> finished = new ArrayList<>();

	private final Set<SpanKey> forgotten = new HashSet<>();

	void start(ReadableSpan span) {
		RecordedSpan recorded = new RecordedSpan(span, Thread.currentThread().getName());
		synchronized (this.lock) {
			this.started.putIfAbsent(SpanKey.of(span.getSpanContext()), recorded);
		}
	}

	/**
	 * Records the end of a span, unless its start belongs to what was cleared.
	 */
	void end(ReadableSpan span) {
		SpanKey key = SpanKey.of(span.getSpanContext());
		SpanData data = span.toSpanData();
		synchronized (this.lock) {
			RecordedSpan recorded = this.started.get(key);
			if (recorded != null && recorded.isOpen()) {
				recorded.finish(data);
				this.finished.add(data);
			}
		}
	}

	/**
	 * Forgets all spans, but remembers which are open: their late children are no
	 * orphans.
	 */
	void clear() {
		synchronized (this.lock) {
			this.forgotten.clear();
			this.started.forEach((key, span) -> {
				if (span.isOpen()) {
					this.forgotten.add(key);
				}
			});
			this.started.clear();
			this.finished.clear();
		}
	}

	List<SpanData> finished() {
		synchronized (this.lock) {
			return List.copyOf(this.finished);
		}
	}

	List<OpenSpan> open() {
		synchronized (this.lock) {
			return this.started.values().stream().filter(RecordedSpan::isOpen).map(RecordedSpan::toOpenSpan).toList();
		}
	}

	List<Trace> traces() {
		synchronized (this.lock) {
			Map<String, List<SpanData>> byTrace = new LinkedHashMap<>();
			for (RecordedSpan span : this.started.values()) {
				SpanData data = span.data();
				byTrace.computeIfAbsent(data.getTraceId(), (traceId) -> new ArrayList<>()).add(data);
			}
			return byTrace.values().stream().map((trace) -> Trace.of(trace, this.forgotten)).toList();
		}
	}

	boolean contains(String traceId) {
		synchronized (this.lock) {
			return this.started.keySet().stream().anyMatch((key) -> key.traceId().equals(traceId));
		}
	}

	/**
	 * Returns whether at least the given number of spans ended and none is open.
	 */
	boolean isQuiet(int count) {
		synchronized (this.lock) {
			return this.finished.size() >= count && this.finished.size() == this.started.size();
		}
	}

}
