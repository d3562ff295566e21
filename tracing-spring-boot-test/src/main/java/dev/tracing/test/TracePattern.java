package dev.tracing.test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The expected shape of a {@link Trace}: names, nesting, and kinds where given.
 */
final class TracePattern {

	private static final String INDENT = "  ";

	private final List<Node> roots;

	private final boolean ordered;

	private TracePattern(List<Node> roots, boolean ordered) {
		this.roots = roots;
		this.ordered = ordered;
	}

	/**
	 * Parses a tree written by indentation.
	 * @param tree one line per span; blank lines are skipped
	 * @param ordered whether siblings have to stand in the order in which they started
	 * @throws IllegalArgumentException if a line is indented like none of those above it
	 */
	static TracePattern parse(String tree, boolean ordered) {
		Node top = new Node("", null, -1, new ArrayList<>());
		Deque<Node> path = new ArrayDeque<>(List.of(top));
		for (String line : tree.stripIndent().lines().filter((candidate) -> !candidate.isBlank()).toList()) {
			int indent = line.length() - line.stripLeading().length();
			Node left = path.element();
			while (path.element().indent >= indent) {
				left = path.remove();
			}
			if (left.indent >= indent && left.indent != indent) {
				throw new IllegalArgumentException("'" + line + "' is indented by " + indent
						+ " characters, which fits none of the spans above it:\n" + tree);
			}
			Node node = Node.parse(line.strip(), indent);
			path.element().children.add(node);
			path.push(node);
		}
		return new TracePattern(top.children, ordered);
	}

	boolean matches(Trace trace) {
		return matches(this.roots, trace.roots());
	}

	private boolean matches(List<Node> expected, List<TraceSpan> actual) {
		if (expected.size() != actual.size()) {
			return false;
		}
		if (expected.isEmpty()) {
			return true;
		}
		Node first = expected.get(0);
		int candidates = this.ordered ? 1 : actual.size();
		for (int i = 0; i < candidates; i++) {
			if (first.matches(actual.get(i)) && matches(first.children, actual.get(i).children())
					&& matches(expected.subList(1, expected.size()), without(actual, i))) {
				return true;
			}
		}
		return false;
	}

	private static List<TraceSpan> without(List<TraceSpan> spans, int index) {
		List<TraceSpan> others = new ArrayList<>(spans);
		others.remove(index);
		return others;
	}

	/**
	 * Prints this pattern in the form it is written in.
	 */
	String describe() {
		StringBuilder text = new StringBuilder();
		this.roots.forEach((root) -> root.print(text, ""));
		return text.toString();
	}

	/**
	 * Prints a trace in the form of this pattern, so that the two can be compared line by
	 * line.
	 */
	String describe(Trace trace) {
		boolean withKind = this.roots.stream().anyMatch(Node::namesKind);
		StringBuilder text = new StringBuilder();
		trace.roots().forEach((root) -> print(root, withKind, text, ""));
		return text.toString();
	}

	private static void print(TraceSpan span, boolean withKind, StringBuilder text, String indent) {
		text.append(indent).append(span.name()).append(withKind ? " [" + span.kind() + "]" : "").append('\n');
		span.children().forEach((child) -> print(child, withKind, text, indent + INDENT));
	}

	private record Node(String name, @Nullable SpanKind kind, int indent, List<Node> children) {

		static Node parse(String line, int indent) {
			for (SpanKind kind : SpanKind.values()) {
				String suffix = "[" + kind + "]";
				if (line.toUpperCase(Locale.ROOT).endsWith(suffix)) {
					String name = line.substring(0, line.length() - suffix.length()).strip();
					return new Node(name, kind, indent, new ArrayList<>());
				}
			}
			return new Node(line, null, indent, new ArrayList<>());
		}

		boolean matches(TraceSpan span) {
			return span.name().equals(this.name) && (this.kind == null || span.kind() == this.kind);
		}

		boolean namesKind() {
			return this.kind != null || this.children.stream().anyMatch(Node::namesKind);
		}

		void print(StringBuilder text, String indent) {
			text.append(indent)
				.append(this.name)
				.append((this.kind != null) ? " [" + this.kind + "]" : "")
				.append('\n');
			this.children.forEach((child) -> child.print(text, indent + INDENT));
		}

	}

}
