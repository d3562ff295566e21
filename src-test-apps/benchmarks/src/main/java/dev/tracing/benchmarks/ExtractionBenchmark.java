package dev.tracing.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
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
 * Reading the trace context of one message. By hand only the one format is looked for
 * that the message has; the starter looks for W3C's and B3, as it does by default.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExtractionBenchmark {

	/**
	 * With the SDK's propagators.
	 * @param message the message
	 * @return the context
	 */
	@Benchmark
	public Context byHand(ByHand message) {
		return message.propagator.extract(Context.root(), message.headers.map, MapGetter.INSTANCE);
	}

	/**
	 * With the starter's propagator.
	 * @param message the message
	 * @return the context
	 */
	@Benchmark
	public Context starter(Starter message) {
		return message.propagator.extract(Context.root(), message.headers.map, MapGetter.INSTANCE);
	}

	/**
	 * Headers of a message.
	 */
	public enum Headers {

		/** None that carries a context. */
		NONE(Map.of()),

		/** W3C Trace Context. */
		W3C(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")),

		/** W3C Trace Context with a trace state and baggage. */
		W3C_STATE_BAGGAGE(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate",
				"vendor=opaque,other=1", "baggage", "tenant=acme,channel=web")),

		/** The single header of B3. */
		B3(Map.of("b3", "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1"));

		private final Map<String, String> map;

		Headers(Map<String, String> map) {
			this.map = map;
		}

	}

	/**
	 * A message read with the SDK's propagators.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class ByHand {

		@Param
		Headers headers;

		TextMapPropagator propagator;

		@Setup
		public void start() {
			this.propagator = TextMapPropagator.composite((this.headers == Headers.B3)
					? B3Propagator.injectingSingleHeader() : W3CTraceContextPropagator.getInstance(),
					W3CBaggagePropagator.getInstance());
		}

	}

	/**
	 * A message read with the starter's propagator.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class Starter {

		@Param
		Headers headers;

		private StarterApplication application;

		TextMapPropagator propagator;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(1, true, new DiscardingSpanExporter());
			this.propagator = this.application.propagators().getTextMapPropagator();
		}

		@TearDown
		public void stop() {
			this.application.close();
		}

	}

	/**
	 * Reads headers from a map.
	 */
	private enum MapGetter implements TextMapGetter<Map<String, String>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key) : null;
		}

	}

}
