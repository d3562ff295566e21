package dev.tracing.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * One span at its place in a {@link Trace}. Immutable.
 */
public final class TraceSpan {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private final List<TraceSpan> children = new ArrayList<>();

	private final Trace trace;

	private final SpanData data;

	private @Nullable TraceSpan parent;

	private boolean orphan;

	TraceSpan(Trace trace, SpanData data) {
		this.trace = trace;
		this.data = data;
	}

	void adopt(TraceSpan child) {
		child.parent = this;
		this.children.add(child);
	}

	void missParent(boolean orphan) {
		this.orphan = orphan;
	}

	void collectInto(List<TraceSpan> spans) {
		spans.add(this);
		this.children.forEach((child) -> child.collectInto(spans));
	}

	/**
	 * Returns the trace this span is part of.
	 * @return the trace
	 */
	public Trace trace() {
		return this.trace;
	}

	/**
	 * Returns everything the SDK knows about this span.
	 * @return the data as exporters see it
	 */
	public SpanData data() {
		return this.data;
	}

	/**
	 * Returns the name of this span.
	 * @return the span name
	 */
	public String name() {
		return this.data.getName();
	}

	/**
	 * Returns the kind of this span.
	 * @return the span kind
	 */
	public SpanKind kind() {
		return this.data.getKind();
	}

	/**
	 * Returns the identity of this span.
	 * @return the span context
	 */
	public SpanContext context() {
		return this.data.getSpanContext();
	}

	/**
	 * Returns the name of the service that made this span.
	 * @return the resource attribute {@code service.name}, or {@code unknown_service}
	 */
	public String service() {
		String name = this.data.getResource().getAttribute(SERVICE_NAME);
		return (name != null) ? name : "unknown_service";
	}

	/**
	 * Returns the parent.
	 * @return the parent, if it was recorded
	 */
	public Optional<TraceSpan> parent() {
		return Optional.ofNullable(this.parent);
	}

	/**
	 * Returns the direct children.
	 * @return the children, sorted by start
	 */
	public List<TraceSpan> children() {
		return List.copyOf(this.children);
	}

	/**
	 * Returns the direct children with the given name.
	 * @param name the span name
	 * @return the children, sorted by start
	 */
	public List<TraceSpan> children(String name) {
		return this.children.stream().filter((child) -> child.name().equals(name)).toList();
	}

	/**
	 * Returns the value of an attribute.
	 * @param key the attribute key
	 * @param <T> the type of the value
	 * @return the value, or {@code null} if the span has no such attribute
	 */
	public <T> @Nullable T attribute(AttributeKey<T> key) {
		return this.data.getAttributes().get(key);
	}

	/**
	 * Returns how long this span took.
	 * @return the duration; zero as long as the span is open
	 */
	public Duration duration() {
		return hasEnded() ? Duration.ofNanos(this.data.getEndEpochNanos() - this.data.getStartEpochNanos())
				: Duration.ZERO;
	}

	/**
	 * Returns whether this span had ended when the trace was taken.
	 * @return whether the span had ended
	 */
	public boolean hasEnded() {
		return this.data.hasEnded();
	}

	/**
	 * Returns whether this span has status {@link StatusCode#ERROR}.
	 * @return whether the span failed
	 */
	public boolean hasError() {
		return this.data.getStatus().getStatusCode() == StatusCode.ERROR;
	}

	/**
	 * Returns whether this span began the trace.
	 * @return whether the span has no parent at all, neither a local nor a remote one
	 */
	public boolean isRoot() {
		return !this.data.getParentSpanContext().isValid();
	}

	/**
	 * Returns whether this span names a parent in its own process that was never
	 * recorded.
	 * @return whether the span is orphaned
	 */
	public boolean isOrphan() {
		return this.orphan;
	}

	@Override
	public String toString() {
		return TraceTreePrinter.line(this);
	}

}
