package dev.tracing.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Writing the trace context of one message in W3C's format.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InjectionBenchmark {

	/**
	 * With the SDK's propagators.
	 * @param message the message
	 * @return its headers
	 */
	@Benchmark
	public Map<String, String> byHand(ByHand message) {
		return message.inject();
	}

	/**
	 * With the starter's propagator.
	 * @param message the message
	 * @return its headers
	 */
	@Benchmark
	public Map<String, String> starter(Starter message) {
		return message.inject();
	}

	/**
	 * A message without a propagator.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public abstract static class Message {

		@Param({ "false", "true" })
		boolean baggage;

		private final Map<String, String> headers = new HashMap<>();

		private Context context;

		private TextMapPropagator propagator;

		void prepare(TextMapPropagator propagator, Tracer tracer) {
			this.propagator = propagator;
			Context context = Traffic.SAMPLED_PARENT.context(tracer);
			this.context = (this.baggage)
					? context.with(Baggage.builder().put("tenant", "acme").put("channel", "web").build()) : context;
		}

		Map<String, String> inject() {
			this.propagator.inject(this.context, this.headers, Map::put);
			return this.headers;
		}

	}

	/**
	 * A message written with the SDK's propagators.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class ByHand extends Message {

		@Setup
		public void start() {
			try (HandMadeTracing tracing = new HandMadeTracing(1, new DiscardingSpanExporter())) {
				prepare(tracing.propagator(), tracing.tracer());
			}
		}

	}

	/**
	 * A message written with the starter's propagator.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class Starter extends Message {

		private StarterApplication application;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(1, true, new DiscardingSpanExporter());
			prepare(this.application.propagators().getTextMapPropagator(), this.application.tracer());
		}

		@TearDown
		public void stop() {
			this.application.close();
		}

	}

}
