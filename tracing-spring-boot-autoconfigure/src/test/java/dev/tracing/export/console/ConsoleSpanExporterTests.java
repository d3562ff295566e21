package dev.tracing.export.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.tracing.export.otlp.OtlpJson;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.Test;

import static dev.tracing.export.console.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ConsoleSpanExporter} and its formats.
 */
class ConsoleSpanExporterTests {

	private final RecordingPrintStream out = new RecordingPrintStream();

	private final AtomicLong nanoTime = new AtomicLong();

	private final ConsoleSpanExporter exporter = new ConsoleSpanExporter(this.out,
			new TreeFormat(new TraceTree(), this.nanoTime::get));

	private final SpanData root = span(1, "root").millis(0, 10).end();

	private final SpanData child = span(2, "child").childOf(1).millis(2, 4).end();

	private final SpanData late = span(3, "late").childOf(1).millis(5, 15).end();

	@Test
	void printsTreeWhenTheLocalRootHasEnded() {
		assertThat(this.exporter.export(List.of(this.child)).isSuccess()).isTrue();
		assertThat(this.out.blocks).isEmpty();
		assertThat(this.exporter.export(List.of(this.root)).isSuccess()).isTrue();
		assertThat(this.out.blocks).containsExactly("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 10.0 ms · 2 spans · shop
				  root      10.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
				  └─ child   2.0 ms       ━━━━━
				""");
	}

	@Test
	void printsEachLocalTraceWithOneCall() {
		SpanData otherRoot = span(9, "other").remoteChildOf(1).millis(2, 3).end();
		this.exporter.export(List.of(this.child, otherRoot, this.root));
		assertThat(this.out.blocks).hasSize(2);
		assertThat(this.out.blocks.get(0)).contains("1 span", "other");
		assertThat(this.out.blocks.get(1)).contains("2 spans", "root", "child");
	}

	@Test
	void printsLateSpansOfTheSameBatchInTheTreeOfTheirRoot() {
		this.exporter.export(List.of(this.root, this.late));
		assertThat(this.out.blocks).containsExactly("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 15.0 ms · 2 spans · shop
				  root     10.0 ms  ━━━━━━━━━━━━━━━━
				  └─ late  10.0 ms          ━━━━━━━━━━━━━━━━
				""");
	}

	@Test
	void printsLateSpansAsOneBlock() {
		this.exporter.export(List.of(this.root));
		this.exporter.export(List.of(this.late, span(4, "later").childOf(3).millis(14, 20).error("gone").end()));
		assertThat(this.out.blocks).hasSize(2)
			.element(1)
			.isEqualTo(
					"""
							trace 4bf92f3577b34da6a3ce929d0e0e4736 · 15.0 ms · 2 spans · 1 error · shop · late: ended after their root
							  ?─ late      10.0 ms  ━━━━━━━━━━━━━━━━          (parent 0000000000000001 not here)
							✗    └─ later   6.0 ms                ━━━━━━━━━━  ERROR  gone
							""");
	}

	@Test
	void printsWhatIsLeftOnFlush() {
		this.exporter.export(List.of(this.child));
		assertThat(this.exporter.flush().isSuccess()).isTrue();
		assertThat(this.out.blocks).singleElement().asString().isEqualTo("""
				trace 4bf92f3577b34da6a3ce929d0e0e4736 · 2.0 ms · 1 span · shop · incomplete: root has not ended yet
				  ?─ child  2.0 ms  ━━━━━━━━━━━━━━━━━━━━━━━━  (parent 0000000000000001 not here)
				""");
		this.exporter.export(List.of(this.root));
		assertThat(this.out.blocks).hasSize(2).element(1).asString().contains("incomplete: a part was printed before");
	}

	@Test
	void printsWhatIsLeftOnShutdownAndRefusesMore() {
		this.exporter.export(List.of(this.child));
		assertThat(this.exporter.shutdown().isSuccess()).isTrue();
		assertThat(this.out.blocks).hasSize(1);
		assertThat(this.exporter.export(List.of(this.root)).isSuccess()).isFalse();
		this.exporter.close();
		assertThat(this.out.blocks).hasSize(1);
	}

	@Test
	void printsSpansOfARootThatDoesNotEnd() {
		this.exporter.export(List.of(this.child));
		this.nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(31));
		this.exporter.export(List.of(span(9, "other").remoteChildOf(1).end()));
		assertThat(this.out.blocks).hasSize(2).element(0).asString().contains("incomplete: root has not ended yet");
	}

	@Test
	void printsOneLineOfJsonForEachBatch() {
		ConsoleSpanExporter json = new ConsoleSpanExporter(this.out,
				new JsonFormat((spans) -> "{\"spans\":" + spans.size() + "}"));
		json.export(List.of(this.child));
		json.export(List.of());
		json.export(List.of(this.late, this.root));
		json.flush();
		json.shutdown();
		assertThat(this.out.blocks).containsExactly("{\"spans\":1}\n", "{\"spans\":2}\n");
		assertThat(json).hasToString("console (json)");
	}

	@Test
	void escapesWhatIsNotAsciiInJson() {
		ConsoleSpanExporter json = new ConsoleSpanExporter(this.out, new JsonFormat(OtlpJson::encode));
		json.export(List.of(span(1, "注\u009b1m\u007f\u202e\n🚀").end()));
		assertThat(this.out.blocks).singleElement()
			.asString()
			.contains("\"name\":\"\\u6ce8\\u009b1m\\u007f\\u202e\\u000a\\ud83d\\ude80\"")
			.matches("[ -~]+\n");
	}

	@Test
	void printsWhatARealTracerMakes() {
		SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
			.build();
		try (provider) {
			Tracer tracer = provider.get("test");
			Span parent = tracer.spanBuilder("parent").startSpan();
			Span failing = tracer.spanBuilder("failing").setParent(Context.root().with(parent)).startSpan();
			failing.recordException(new IllegalStateException("out of stock\nsecond line"));
			failing.end();
			parent.end();
		}
		assertThat(this.out.blocks).singleElement()
			.asString()
			.contains("2 spans", "parent", "└─ failing", "IllegalStateException: out of stock\\nsecond line");
		assertThat(this.out.blocks.get(0).lines()).hasSize(3);
	}

	@Test
	void losesNothingWhenFlushedWhileExporting() throws Exception {
		int traces = 2000;
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<?> export = executor.submit(() -> {
				for (int i = 1; i <= traces; i++) {
					this.exporter.export(List.of(span(2 * i + 1, "child" + i + ".").childOf(2 * i).end()));
					this.exporter.export(List.of(span(2 * i, "root" + i + ".").end()));
				}
			});
			while (!export.isDone()) {
				this.exporter.flush();
			}
			export.get();
		}
		finally {
			executor.shutdownNow();
		}
		this.exporter.shutdown();
		String printed = String.join("", this.out.blocks);
		assertThat(printed.lines().filter((line) -> line.contains("root")).filter((line) -> !line.contains("trace ")))
			.hasSize(traces);
		assertThat(printed.lines().filter((line) -> line.contains("child"))).hasSize(traces);
	}

	@Test
	void staysUsableWhenEncodingFails() {
		ConsoleSpanExporter json = new ConsoleSpanExporter(this.out, new JsonFormat((spans) -> {
			if (spans.contains(this.child)) {
				throw new IllegalStateException("cannot encode");
			}
			return "{}";
		}));
		assertThatIllegalStateException().isThrownBy(() -> json.export(List.of(this.child)));
		assertThat(json.export(List.of(this.root)).isSuccess()).isTrue();
		assertThat(this.out.blocks).containsExactly("{}\n");
	}

	@Test
	void saysWhatItIs() {
		assertThat(this.exporter).hasToString("console (tree)");
	}

	/**
	 * Records what each call prints.
	 */
	private static final class RecordingPrintStream extends PrintStream {

		private final List<String> blocks = Collections.synchronizedList(new ArrayList<>());

		RecordingPrintStream() {
			super(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
		}

		@Override
		public void print(String text) {
			this.blocks.add(text);
		}

	}

}
