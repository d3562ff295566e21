package dev.tracing.test;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * Prints a {@link Trace} as an indented tree: one line per span with kind, status,
 * duration and attributes, further lines for its events and links.
 */
final class TraceTreePrinter {

	private static final int MAX_VALUE_LENGTH = 120;

	private static final String STACK_TRACE = "exception.stacktrace";

	private final StringBuilder out = new StringBuilder();

	private final boolean withService;

	private TraceTreePrinter(boolean withService) {
		this.withService = withService;
	}

	static String print(Trace trace) {
		TraceTreePrinter printer = new TraceTreePrinter(trace.services().size() > 1);
		printer.printHeader(trace);
		trace.roots().forEach((root) -> printer.printSpan(root, "", ""));
		return printer.out.toString();
	}

	static String print(Collection<Trace> traces) {
		return traces.isEmpty() ? "(no span)"
				: traces.stream().map(TraceTreePrinter::print).collect(Collectors.joining("\n"));
	}

	static String names(Collection<TraceSpan> spans) {
		return spans.stream().map((span) -> "'" + span.name() + "'").toList().toString();
	}

	static String line(TraceSpan span) {
		TraceTreePrinter printer = new TraceTreePrinter(true);
		printer.printLine(span);
		return printer.out.toString();
	}

	private void printHeader(Trace trace) {
		int count = trace.spans().size();
		this.out.append("Trace ").append(trace.traceId()).append(", ").append(count).append(" span");
		this.out.append((count != 1) ? "s, " : ", ").append(String.join(" + ", trace.services())).append('\n');
	}

	private void printSpan(TraceSpan span, String firstIndent, String indent) {
		this.out.append(firstIndent);
		printLine(span);
		this.out.append('\n');
		List<TraceSpan> children = span.children();
		String detailIndent = indent + (children.isEmpty() ? "   " : "│  ");
		span.data().getEvents().forEach((event) -> printEvent(event, detailIndent));
		span.data().getLinks().forEach((link) -> printLink(link, detailIndent));
		for (int i = 0; i < children.size(); i++) {
			boolean last = (i == children.size() - 1);
			printSpan(children.get(i), indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
		}
	}

	private void printLine(TraceSpan span) {
		this.out.append(clean(span.name())).append(" [").append(span.kind()).append("]");
		if (this.withService) {
			this.out.append(" (").append(clean(span.service())).append(')');
		}
		printStatus(span.data().getStatus());
		this.out.append(' ').append(span.hasEnded() ? duration(span) : "UNFINISHED");
		this.out.append(span.context().isSampled() ? "" : " UNSAMPLED");
		if (span.isOrphan()) {
			this.out.append(" ORPHAN, parent ").append(span.data().getParentSpanId()).append(" was never recorded");
		}
		else if (span.parent().isEmpty() && !span.isRoot()) {
			this.out.append(" <- ").append(span.data().getParentSpanId());
		}
		printAttributes(span.data().getAttributes());
	}

	private void printStatus(StatusData status) {
		if (status.getStatusCode() != StatusCode.UNSET) {
			this.out.append(' ').append(status.getStatusCode());
		}
		if (!status.getDescription().isEmpty()) {
			this.out.append(" \"").append(clean(status.getDescription())).append('"');
		}
	}

	private void printEvent(EventData event, String indent) {
		this.out.append(indent).append("* ").append(clean(event.getName()));
		printAttributes(event.getAttributes());
		this.out.append('\n');
	}

	private void printLink(LinkData link, String indent) {
		this.out.append(indent)
			.append("~ link to ")
			.append(link.getSpanContext().getTraceId())
			.append('/')
			.append(link.getSpanContext().getSpanId());
		printAttributes(link.getAttributes());
		this.out.append('\n');
	}

	private void printAttributes(Attributes attributes) {
		TreeMap<String, Object> sorted = new TreeMap<>();
		attributes.forEach((AttributeKey<?> key, Object value) -> sorted.put(key.getKey(), value));
		sorted.remove(STACK_TRACE);
		String separator = " {";
		for (var attribute : sorted.entrySet()) {
			this.out.append(separator).append(attribute.getKey()).append('=');
			this.out.append(clean(String.valueOf(attribute.getValue())));
			separator = ", ";
		}
		this.out.append(sorted.isEmpty() ? "" : "}");
	}

	private static String duration(TraceSpan span) {
		double nanos = span.duration().toNanos();
		if (nanos < 1_000_000) {
			return String.format(Locale.ROOT, "%.0f µs", nanos / 1_000);
		}
		if (nanos < 1_000_000_000) {
			return String.format(Locale.ROOT, "%.1f ms", nanos / 1_000_000);
		}
		return String.format(Locale.ROOT, "%.2f s", nanos / 1_000_000_000);
	}

	/**
	 * Keeps a value on its line, whatever an application put into it.
	 */
	private static String clean(String value) {
		String line = value.replaceAll("\\p{Cntrl}+", " ");
		return (line.length() > MAX_VALUE_LENGTH) ? line.substring(0, MAX_VALUE_LENGTH) + "…" : line;
	}

}
