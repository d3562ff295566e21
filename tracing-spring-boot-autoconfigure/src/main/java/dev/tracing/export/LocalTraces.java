package dev.tracing.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.tracing.export.LocalTrace.State;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Groups finished spans into {@linkplain LocalTrace local traces} and hands each over
 * when its local root ends. Several local roots of one trace id are separate local
 * traces: a span goes to the root it descends from.
 *
 * <p>
 * Memory is bounded. When a bound is reached, the longest waiting trace is handed over as
 * incomplete; so is a trace whose root does not end in time. No span is lost. Expiry is
 * noticed when spans are added, there is no timer.
 *
 * <p>
 * Not thread-safe: meant for the one worker thread of an exporter. What the consumer
 * throws reaches the caller; the spans it was given count as handed over.
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class LocalTraces {

	private final int maxTraces;

	private final int maxSpans;

	private final long expiryNanos;

	private final LongSupplier nanoTime;

	private final Consumer<LocalTrace> consumer;

	private final Map<String, WaitingSpans> waiting = new LinkedHashMap<>();

	private final Map<String, Origin> handedOver;

	private final Map<String, Origin> cut;

	private int size;

	private long nextExpiryCheck;

	/**
	 * Create an empty instance.
	 * @param maxTraces bound of traces that wait for their root
	 * @param maxSpans bound of spans that wait for their root, and of ids remembered to
	 * recognise late spans
	 * @param expiry how long a span waits for its root at most
	 * @param nanoTime monotonic clock, as {@link System#nanoTime()}
	 * @param consumer receives each local trace, on the caller's thread
	 */
	public LocalTraces(int maxTraces, int maxSpans, Duration expiry, LongSupplier nanoTime,
			Consumer<LocalTrace> consumer) {
		this.maxTraces = maxTraces;
		this.maxSpans = maxSpans;
		this.expiryNanos = expiry.toNanos();
		this.nanoTime = nanoTime;
		this.consumer = consumer;
		this.handedOver = new RecentIds(maxSpans);
		this.cut = new RecentIds(maxSpans);
		this.nextExpiryCheck = nanoTime.getAsLong() + this.expiryNanos;
	}

	/**
	 * Add a span that has ended. Spans are expected in about the order in which they
	 * ended, so normally children first.
	 * @param span the finished span
	 */
	public void add(SpanData span) {
		long now = this.nanoTime.getAsLong();
		if (now - this.nextExpiryCheck >= 0) {
			this.nextExpiryCheck = now + this.expiryNanos / 8;
			expire(now);
		}
		SpanContext parent = span.getParentSpanContext();
		if (!parent.isValid() || parent.isRemote()) {
			handOver(claim(span, span.getSpanId(), State.COMPLETE));
			return;
		}
		Origin origin = this.handedOver.get(parent.getSpanId());
		if (origin != null && origin.traceId().equals(span.getTraceId())) {
			boolean rootEnded = SpanId.isValid(origin.rootSpanId());
			handOver(claim(span, origin.rootSpanId(), rootEnded ? State.LATE : State.INCOMPLETE));
			return;
		}
		makeRoom(span.getTraceId());
		this.waiting.computeIfAbsent(span.getTraceId(), (traceId) -> new WaitingSpans()).add(span, now);
		this.size++;
	}

	/**
	 * Hand over all spans that still wait for their root, as incomplete traces.
	 */
	public void flush() {
		while (!this.waiting.isEmpty()) {
			evict(this.waiting.keySet().iterator().next());
		}
	}

	private void expire(long now) {
		List<String> expired = new ArrayList<>();
		this.waiting.forEach((traceId, spans) -> {
			if (now - spans.since() >= this.expiryNanos) {
				expired.add(traceId);
			}
		});
		expired.forEach(this::evict);
	}

	private void makeRoom(String traceId) {
		if (this.waiting.size() >= this.maxTraces && !this.waiting.containsKey(traceId)) {
			evict(this.waiting.keySet().iterator().next());
		}
		while (this.size >= this.maxSpans && !this.waiting.isEmpty()) {
			evict(this.waiting.keySet().iterator().next());
		}
	}

	private LocalTrace claim(SpanData top, String rootSpanId, State state) {
		List<SpanData> spans = new ArrayList<>();
		spans.add(top);
		WaitingSpans candidates = this.waiting.get(top.getTraceId());
		boolean incomplete = false;
		for (int i = 0; i < spans.size(); i++) {
			String spanId = spans.get(i).getSpanId();
			incomplete |= this.cut.remove(spanId) != null;
			List<SpanData> children = (candidates != null) ? candidates.remove(spanId) : null;
			if (children != null) {
				spans.addAll(children);
				this.size -= children.size();
			}
		}
		if (candidates != null && candidates.isEmpty()) {
			this.waiting.remove(top.getTraceId());
		}
		return new LocalTrace(top.getTraceId(), rootSpanId, spans, incomplete ? State.INCOMPLETE : state);
	}

	private void evict(String traceId) {
		WaitingSpans evicted = this.waiting.remove(traceId);
		if (evicted == null) {
			return;
		}
		Origin origin = new Origin(traceId, SpanId.getInvalid());
		List<SpanData> spans = new ArrayList<>();
		evicted.byParent.forEach((parentSpanId, siblings) -> {
			spans.addAll(siblings.spans());
			this.cut.put(parentSpanId, origin);
		});
		this.size -= spans.size();
		handOver(new LocalTrace(traceId, origin.rootSpanId(), spans, State.INCOMPLETE));
	}

	private void handOver(LocalTrace trace) {
		Origin origin = new Origin(trace.traceId(), trace.rootSpanId());
		for (SpanData span : trace.spans()) {
			this.handedOver.put(span.getSpanId(), origin);
		}
		this.consumer.accept(trace);
	}

	private record Origin(String traceId, String rootSpanId) {

	}

	/**
	 * Spans of one trace by the parent they wait for, in the order of arrival.
	 */
	private static final class WaitingSpans {

		private final Map<String, Siblings> byParent = new LinkedHashMap<>();

		void add(SpanData span, long now) {
			this.byParent.computeIfAbsent(span.getParentSpanId(), (parent) -> new Siblings(now, new ArrayList<>()))
				.spans()
				.add(span);
		}

		@Nullable List<SpanData> remove(String parentSpanId) {
			Siblings siblings = this.byParent.remove(parentSpanId);
			return (siblings != null) ? siblings.spans() : null;
		}

		boolean isEmpty() {
			return this.byParent.isEmpty();
		}

		long since() {
			return this.byParent.values().iterator().next().since();
		}

	}

	private record Siblings(long since, List<SpanData> spans) {

	}

	/**
	 * Remembers the most recent entries only.
	 */
	private static final class RecentIds extends LinkedHashMap<String, Origin> {

		private final transient int capacity;

		RecentIds(int capacity) {
			this.capacity = capacity;
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Origin> eldest) {
			return size() > this.capacity;
		}

	}

}
