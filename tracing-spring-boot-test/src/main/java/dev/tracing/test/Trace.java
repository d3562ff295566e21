package dev.tracing.test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The recorded spans of one trace as a tree, across all services that share a
 * {@link TraceRecorder}. Immutable; {@link #toString()} prints the whole tree.
 */
public final class Trace {

	private final List<TraceSpan> roots = new ArrayList<>();

	private final List<TraceSpan> spans = new ArrayList<>();

	private final String traceId;

	private Trace(String traceId) {
		this.traceId = traceId;
	}

	/**
	 * Builds the tree of one trace.
	 * @param spans the spans of the trace, at least one
	 * @return the trace
	 * @throws IllegalArgumentException if there is no span, or spans of several traces
	 */
	public static Trace of(Collection<SpanData> spans) {
		return of(spans, Set.of());
	}

	/**
	 * Builds the tree of one trace.
	 * @param spans the spans of the trace, in the order in which they started
	 * @param knownParents spans that existed but are not part of the tree
	 * @return the trace
	 */
	static Trace of(Collection<SpanData> spans, Set<SpanKey> knownParents) {
		List<String> traceIds = spans.stream().map(SpanData::getTraceId).distinct().toList();
		if (traceIds.size() != 1) {
			throw new IllegalArgumentException("Expected spans of one trace but got " + traceIds);
		}
		Trace trace = new Trace(traceIds.get(0));
		Map<String, TraceSpan> byId = new LinkedHashMap<>();
		for (SpanData data : spans) {
			byId.put(data.getSpanId(), new TraceSpan(trace, data));
		}
		List<TraceSpan> sorted = new ArrayList<>(byId.values());
		sorted.sort(Comparator.comparingLong((span) -> span.data().getStartEpochNanos()));
		for (TraceSpan span : sorted) {
			TraceSpan parent = byId.get(span.data().getParentSpanId());
			if (parent != null) {
				parent.adopt(span);
			}
			else {
				SpanContext missing = span.data().getParentSpanContext();
				span.missParent(
						missing.isValid() && !missing.isRemote() && !knownParents.contains(SpanKey.of(missing)));
				trace.roots.add(span);
			}
		}
		trace.roots.forEach((root) -> root.collectInto(trace.spans));
		return trace;
	}

	/**
	 * Returns the id of this trace.
	 * @return the trace id in lower-case hex
	 */
	public String traceId() {
		return this.traceId;
	}

	/**
	 * Returns the spans whose parent is not part of the recorded trace: true roots, spans
	 * with a remote parent that was recorded elsewhere, and {@link #orphans()}.
	 * @return the topmost spans, sorted by start
	 */
	public List<TraceSpan> roots() {
		return List.copyOf(this.roots);
	}

	/**
	 * Returns the only root.
	 * @return the root
	 * @throws AssertionError if there are several {@link #roots()}
	 */
	public TraceSpan root() {
		if (this.roots.size() != 1) {
			throw new AssertionError("Expected one root but found " + this.roots.size() + ".\n\n" + this);
		}
		return this.roots.get(0);
	}

	/**
	 * Returns all spans.
	 * @return the spans, each before its children, siblings sorted by start
	 */
	public List<TraceSpan> spans() {
		return List.copyOf(this.spans);
	}

	/**
	 * Returns all spans with the given name.
	 * @param name the span name
	 * @return the spans in the order of {@link #spans()}
	 */
	public List<TraceSpan> spans(String name) {
		return this.spans.stream().filter((span) -> span.name().equals(name)).toList();
	}

	/**
	 * Returns the first span with the given name.
	 * @param name the span name
	 * @return the span, if there is one
	 */
	public Optional<TraceSpan> find(String name) {
		return spans(name).stream().findFirst();
	}

	/**
	 * Returns the spans that name a parent in their own process which was never recorded.
	 * @return the orphaned spans
	 */
	public List<TraceSpan> orphans() {
		return this.roots.stream().filter(TraceSpan::isOrphan).toList();
	}

	/**
	 * Returns the names of the services that took part.
	 * @return the distinct values of the resource attribute {@code service.name}, in the
	 * order of {@link #spans()}
	 */
	public Set<String> services() {
		Set<String> services = new LinkedHashSet<>();
		this.spans.forEach((span) -> services.add(span.service()));
		return services;
	}

	/**
	 * Returns whether all spans had ended when this trace was taken.
	 * @return whether no span was open
	 */
	public boolean hasEnded() {
		return this.spans.stream().allMatch(TraceSpan::hasEnded);
	}

	@Override
	public String toString() {
		return TraceTreePrinter.print(this);
	}

}
