package dev.tracing.export.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import dev.tracing.export.LocalTrace;
import dev.tracing.export.LocalTraces;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * One tree for each local trace, as soon as its root has ended. Spans that end soon after
 * their root still come with its tree if they are in the same batch.
 */
final class TreeFormat implements ConsoleFormat {

	private static final int MAX_TRACES = 1000;

	private static final int MAX_SPANS = 10_000;

	private static final Duration EXPIRY = Duration.ofSeconds(30);

	private final TraceTree tree;

	private final LocalTraces traces;

	private final Map<String, Block> blocks = new LinkedHashMap<>();

	TreeFormat(TraceTree tree, LongSupplier nanoTime) {
		this.tree = tree;
		this.traces = new LocalTraces(MAX_TRACES, MAX_SPANS, EXPIRY, nanoTime, this::collect);
	}

	@Override
	public List<String> add(Collection<SpanData> spans) {
		spans.forEach(this.traces::add);
		return render();
	}

	@Override
	public List<String> flush() {
		this.traces.flush();
		return render();
	}

	private void collect(LocalTrace trace) {
		this.blocks.computeIfAbsent(trace.traceId() + trace.rootSpanId(), (key) -> new Block(trace)).add(trace);
	}

	private List<String> render() {
		List<String> rendered = new ArrayList<>(this.blocks.size());
		for (Block block : this.blocks.values()) {
			rendered.add(this.tree.render(block.spans(), remark(block.first())));
		}
		this.blocks.clear();
		return rendered;
	}

	private static String remark(LocalTrace trace) {
		return switch (trace.state()) {
			case COMPLETE -> "";
			case LATE -> "late: ended after their root";
			case INCOMPLETE ->
				trace.hasKnownRoot() ? "incomplete: a part was printed before" : "incomplete: root has not ended yet";
		};
	}

	@Override
	public String toString() {
		return "tree";
	}

	private record Block(LocalTrace first, List<SpanData> spans) {

		Block(LocalTrace first) {
			this(first, new ArrayList<>());
		}

		void add(LocalTrace trace) {
			this.spans.addAll(trace.spans());
		}

	}

}
