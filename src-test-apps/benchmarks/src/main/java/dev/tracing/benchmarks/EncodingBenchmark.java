package dev.tracing.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.tracing.export.otlp.StarterEncoder;
import io.opentelemetry.exporter.internal.otlp.traces.LowAllocationTraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Encoding one server span as OTLP protobuf, in batches of a usual size and without
 * compression. By hand means with the marshaler that the SDK's exporter uses by default,
 * the one that allocates little.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(EncodingBenchmark.SPANS)
public class EncodingBenchmark {

	static final int SPANS = 512;

	/**
	 * With the SDK's encoder.
	 * @param batch the batch
	 * @return the size of the encoded batch in bytes
	 * @throws IOException never
	 */
	@Benchmark
	public int byHand(Batch batch) throws IOException {
		batch.output.reset();
		batch.marshaler.initialize(batch.spans);
		batch.marshaler.writeBinaryTo(batch.output);
		batch.marshaler.reset();
		return batch.output.size();
	}

	/**
	 * With the starter's encoder.
	 * @param batch the batch
	 * @return the size of the encoded batch in bytes
	 */
	@Benchmark
	public int starter(Batch batch) {
		return batch.encoder.encode(batch.spans);
	}

	/**
	 * A batch of server spans.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class Batch {

		final List<SpanData> spans = new ArrayList<>();

		final LowAllocationTraceRequestMarshaler marshaler = new LowAllocationTraceRequestMarshaler();

		final ByteArrayOutputStream output = new ByteArrayOutputStream(1024 * 1024);

		final StarterEncoder encoder = new StarterEncoder();

		@Setup
		public void record() throws IOException, ServletException {
			SpanExporter exporter = new Collector(this.spans);
			try (HandMadeTracing tracing = new HandMadeTracing(1, SimpleSpanProcessor.create(exporter))) {
				new ServerExchange(new HandMadeServerFilter(tracing), Traffic.SAMPLED_PARENT.traceparent())
					.serve(SPANS);
			}
		}

	}

	/**
	 * Keeps spans.
	 *
	 * @param spans where to
	 */
	private record Collector(List<SpanData> spans) implements SpanExporter {

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.spans.addAll(spans);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
