package dev.tracing.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;

/**
 * Assertions on one {@link TraceSpan} and its place in the tree. Every failure prints the
 * whole trace.
 */
public class TraceSpanAssert extends AbstractSpanOutcomeAssert<TraceSpanAssert> {

	/**
	 * Creates the assertions.
	 * @param span the span
	 */
	public TraceSpanAssert(TraceSpan span) {
		super(span, TraceSpanAssert.class);
	}

	/**
	 * Verifies the name.
	 * @param expected the span name
	 * @return this assertion
	 */
	public TraceSpanAssert hasName(String expected) {
		isNotNull();
		if (!this.actual.name().equals(expected)) {
			throw fail("Expected name '" + expected + "'");
		}
		return this;
	}

	/**
	 * Verifies the kind.
	 * @param expected the span kind
	 * @return this assertion
	 */
	public TraceSpanAssert hasKind(SpanKind expected) {
		isNotNull();
		if (this.actual.kind() != expected) {
			throw fail("Expected kind " + expected + " but was " + this.actual.kind());
		}
		return this;
	}

	/**
	 * Verifies that the kind is {@link SpanKind#SERVER}.
	 * @return this assertion
	 */
	public TraceSpanAssert isServer() {
		return hasKind(SpanKind.SERVER);
	}

	/**
	 * Verifies that the kind is {@link SpanKind#CLIENT}.
	 * @return this assertion
	 */
	public TraceSpanAssert isClient() {
		return hasKind(SpanKind.CLIENT);
	}

	/**
	 * Verifies that the kind is {@link SpanKind#INTERNAL}.
	 * @return this assertion
	 */
	public TraceSpanAssert isInternal() {
		return hasKind(SpanKind.INTERNAL);
	}

	/**
	 * Verifies that the kind is {@link SpanKind#PRODUCER}.
	 * @return this assertion
	 */
	public TraceSpanAssert isProducer() {
		return hasKind(SpanKind.PRODUCER);
	}

	/**
	 * Verifies that the kind is {@link SpanKind#CONSUMER}.
	 * @return this assertion
	 */
	public TraceSpanAssert isConsumer() {
		return hasKind(SpanKind.CONSUMER);
	}

	/**
	 * Verifies which service made the span.
	 * @param expected the value of the resource attribute {@code service.name}
	 * @return this assertion
	 */
	public TraceSpanAssert hasService(String expected) {
		isNotNull();
		if (!this.actual.service().equals(expected)) {
			throw fail("Expected service '" + expected + "' but was '" + this.actual.service() + "'");
		}
		return this;
	}

	/**
	 * Verifies that the span began the trace: it has neither a local nor a remote parent.
	 * @return this assertion
	 */
	public TraceSpanAssert isRoot() {
		isNotNull();
		if (!this.actual.isRoot()) {
			throw fail("Expected no parent but was " + this.actual.data().getParentSpanId());
		}
		return this;
	}

	/**
	 * Verifies that the span is a direct child of the given one.
	 * @param parent the parent, recorded or not
	 * @return this assertion
	 */
	public TraceSpanAssert isChildOf(SpanContext parent) {
		isNotNull();
		if (!SpanKey.of(this.actual.data().getParentSpanContext()).equals(SpanKey.of(parent))) {
			throw fail("Expected parent " + parent.getSpanId() + " of trace " + parent.getTraceId() + " but was "
					+ this.actual.data().getParentSpanId());
		}
		return this;
	}

	/**
	 * Verifies that the span is a direct child of the given one.
	 * @param parent the parent
	 * @return this assertion
	 */
	public TraceSpanAssert isChildOf(TraceSpan parent) {
		return isChildOf(parent.context());
	}

	/**
	 * Verifies that the span goes on with a trace from elsewhere: that it is the child of
	 * the given remote span.
	 * @param traceId the trace id in lower-case hex
	 * @param parentSpanId the id of the remote parent in lower-case hex
	 * @return this assertion
	 */
	public TraceSpanAssert continues(String traceId, String parentSpanId) {
		isNotNull();
		SpanContext parent = this.actual.data().getParentSpanContext();
		if (!SpanKey.of(parent).equals(new SpanKey(traceId, parentSpanId)) || !parent.isRemote()) {
			throw fail("Expected the remote parent " + parentSpanId + " of trace " + traceId + " but was the "
					+ (parent.isRemote() ? "remote" : "local") + " parent " + parent.getSpanId() + " of trace "
					+ parent.getTraceId());
		}
		return this;
	}

	/**
	 * Verifies that the span has a direct child with the given name.
	 * @param name the span name
	 * @return this assertion
	 */
	public TraceSpanAssert hasChild(String name) {
		return hasChild(name, (child) -> {
		});
	}

	/**
	 * Verifies that at least one direct child with the given name meets the requirements.
	 * @param name the span name
	 * @param requirements assertions on the child
	 * @return this assertion
	 */
	public TraceSpanAssert hasChild(String name, Consumer<TraceSpanAssert> requirements) {
		isNotNull();
		List<TraceSpan> candidates = this.actual.children(name);
		if (candidates.isEmpty()) {
			throw fail("Expected a child '" + name + "' but found " + TraceTreePrinter.names(this.actual.children()));
		}
		String reasons = Candidates.whyNoneMeets(candidates,
				(child) -> requirements.accept(new TraceSpanAssert(child).as(descriptionText())));
		if (reasons != null) {
			throw fail("Expected one of the children '" + name + "' to meet the requirements, but:" + reasons);
		}
		return this;
	}

	/**
	 * Verifies the names of all direct children, in the order in which they started.
	 * @param names the span names
	 * @return this assertion
	 */
	public TraceSpanAssert hasChildren(String... names) {
		isNotNull();
		List<TraceSpan> children = this.actual.children();
		if (!children.stream().map(TraceSpan::name).toList().equals(List.of(names))) {
			throw fail("Expected exactly the children " + List.of(names) + " but found "
					+ TraceTreePrinter.names(children));
		}
		return this;
	}

	/**
	 * Verifies that the span has no children.
	 * @return this assertion
	 */
	public TraceSpanAssert hasNoChildren() {
		return hasChildren();
	}

	/**
	 * Verifies that the span calls nothing in a loop: that it has no more than the given
	 * number of direct children with the same name.
	 * @param limit how many children may share a name
	 * @return this assertion
	 */
	public TraceSpanAssert hasNoRepeatedChild(int limit) {
		isNotNull();
		Map<String, Integer> counts = new LinkedHashMap<>();
		this.actual.children().forEach((child) -> counts.merge(child.name(), 1, Integer::sum));
		counts.values().removeIf((count) -> count <= limit);
		if (!counts.isEmpty()) {
			throw fail("Expected at most " + limit + " children with the same name but found " + counts);
		}
		return this;
	}

}
