package dev.tracing.test;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on one {@link Trace}. Every failure prints the whole trace.
 */
public class TraceAssert extends AbstractAssert<TraceAssert, Trace> {

	/**
	 * Creates the assertions.
	 * @param trace the trace
	 */
	public TraceAssert(Trace trace) {
		super(trace, TraceAssert.class);
	}

	/**
	 * Verifies the trace id.
	 * @param expected the trace id in lower-case hex
	 * @return this assertion
	 */
	public TraceAssert hasTraceId(String expected) {
		isNotNull();
		if (!this.actual.traceId().equals(expected)) {
			throw fail("Expected trace " + expected);
		}
		return this;
	}

	/**
	 * Verifies that this trace has one root only, with the given name.
	 * @param name the span name
	 * @return this assertion
	 */
	public TraceAssert hasRoot(String name) {
		return hasRoot(name, (root) -> {
		});
	}

	/**
	 * Verifies that this trace has one root only, with the given name, which meets the
	 * requirements.
	 * @param name the span name
	 * @param requirements assertions on the root
	 * @return this assertion
	 */
	public TraceAssert hasRoot(String name, Consumer<TraceSpanAssert> requirements) {
		isNotNull();
		List<TraceSpan> roots = this.actual.roots();
		if (roots.size() != 1) {
			throw fail("Expected the single root '" + name + "' but found " + roots.size() + " roots "
					+ TraceTreePrinter.names(roots));
		}
		if (!roots.get(0).name().equals(name)) {
			throw fail("Expected the root '" + name + "' but it is '" + roots.get(0).name() + "'");
		}
		requirements.accept(new TraceSpanAssert(roots.get(0)).as(descriptionText()));
		return this;
	}

	/**
	 * Verifies that this trace has a span with the given name.
	 * @param name the span name
	 * @return this assertion
	 */
	public TraceAssert hasSpan(String name) {
		return hasSpan(name, (span) -> {
		});
	}

	/**
	 * Verifies that at least one span with the given name meets the requirements.
	 * @param name the span name
	 * @param requirements assertions on the span
	 * @return this assertion
	 */
	public TraceAssert hasSpan(String name, Consumer<TraceSpanAssert> requirements) {
		isNotNull();
		List<TraceSpan> candidates = this.actual.spans(name);
		if (candidates.isEmpty()) {
			throw fail("Expected a span '" + name + "' but found " + TraceTreePrinter.names(this.actual.spans()));
		}
		String reasons = Candidates.whyNoneMeets(candidates,
				(span) -> requirements.accept(new TraceSpanAssert(span).as(descriptionText())));
		if (reasons != null) {
			throw fail("Expected one of the spans '" + name + "' to meet the requirements, but:" + reasons);
		}
		return this;
	}

	/**
	 * Verifies that no span has the given name.
	 * @param name the span name
	 * @return this assertion
	 */
	public TraceAssert doesNotHaveSpan(String name) {
		isNotNull();
		if (this.actual.find(name).isPresent()) {
			throw fail("Expected no span '" + name + "'");
		}
		return this;
	}

	/**
	 * Verifies the number of spans.
	 * @param expected the number of spans
	 * @return this assertion
	 */
	public TraceAssert hasSpanCount(int expected) {
		isNotNull();
		if (this.actual.spans().size() != expected) {
			throw fail("Expected " + expected + " spans but found " + this.actual.spans().size());
		}
		return this;
	}

	/**
	 * Verifies the shape of the whole trace: the names of all spans, and their nesting by
	 * indentation. A name may be followed by the kind in brackets, which is then compared
	 * too. Siblings stand in the order in which they started.
	 *
	 * <pre class="code">
	 * hasTree("""
	 *         GET /orders/{id} [SERVER]
	 *           OrderService.find
	 *             GET [CLIENT]
	 *         """)
	 * </pre>
	 * @param tree one line per span, children indented deeper than their parent
	 * @return this assertion
	 * @throws IllegalArgumentException if the indentation is inconsistent
	 */
	public TraceAssert hasTree(String tree) {
		return checkTree(TracePattern.parse(tree, true));
	}

	/**
	 * Verifies the shape of the whole trace like {@link #hasTree(String)}, with siblings
	 * in any order: for spans that start concurrently.
	 * @param tree one line per span, children indented deeper than their parent
	 * @return this assertion
	 * @throws IllegalArgumentException if the indentation is inconsistent
	 */
	public TraceAssert hasTreeInAnyOrder(String tree) {
		return checkTree(TracePattern.parse(tree, false));
	}

	/**
	 * Verifies that no span has an error status.
	 * @return this assertion
	 */
	public TraceAssert hasNoErrors() {
		isNotNull();
		List<TraceSpan> failed = this.actual.spans().stream().filter(TraceSpan::hasError).toList();
		if (!failed.isEmpty()) {
			throw fail("Expected no errors but found " + TraceTreePrinter.names(failed));
		}
		return this;
	}

	/**
	 * Verifies that no span names a parent in its own process that was never recorded.
	 * @return this assertion
	 */
	public TraceAssert hasNoOrphans() {
		isNotNull();
		if (!this.actual.orphans().isEmpty()) {
			throw fail("Expected no orphans but found " + TraceTreePrinter.names(this.actual.orphans()));
		}
		return this;
	}

	/**
	 * Verifies that nothing is called in a loop: that no span has more than the given
	 * number of direct children with the same name.
	 * @param limit how many children may share a name
	 * @return this assertion
	 */
	public TraceAssert hasNoRepeatedChild(int limit) {
		isNotNull();
		this.actual.spans()
			.forEach((span) -> new TraceSpanAssert(span).as(descriptionText()).hasNoRepeatedChild(limit));
		return this;
	}

	/**
	 * Verifies which services took part.
	 * @param expected the values of {@code service.name}, in any order
	 * @return this assertion
	 */
	public TraceAssert hasServices(String... expected) {
		isNotNull();
		if (!this.actual.services().equals(Set.of(expected))) {
			throw fail("Expected services " + List.of(expected) + " but found " + this.actual.services());
		}
		return this;
	}

	/**
	 * Verifies that this trace goes on with a trace that began elsewhere: that its only
	 * root has the given remote parent.
	 * @param traceId the trace id in lower-case hex
	 * @param parentSpanId the id of the parent span in lower-case hex
	 * @return this assertion
	 */
	public TraceAssert continues(String traceId, String parentSpanId) {
		hasTraceId(traceId);
		List<TraceSpan> roots = this.actual.roots();
		if (roots.size() != 1) {
			throw fail("Expected a single span below " + parentSpanId + " but found " + TraceTreePrinter.names(roots));
		}
		new TraceSpanAssert(roots.get(0)).as(descriptionText()).continues(traceId, parentSpanId);
		return this;
	}

	private TraceAssert checkTree(TracePattern expected) {
		isNotNull();
		if (!expected.matches(this.actual)) {
			throw failureWithActualExpected(expected.describe(this.actual), expected.describe(), "%s",
					"Expected the tree\n" + expected.describe() + "\nbut was\n" + expected.describe(this.actual) + "\n"
							+ this.actual);
		}
		return this;
	}

	private AssertionError fail(String message) {
		return failure("%s", message + ".\n\n" + this.actual);
	}

}
