package dev.tracing.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One request through WebFlux with a filter, as far as it needs no network.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WebFluxBenchmark.REQUESTS)
public class WebFluxBenchmark {

	/**
	 * Requests between two flushes: fewer than a queue holds, so that no span is dropped,
	 * and than a batch, so that no worker runs meanwhile.
	 */
	static final int REQUESTS = 256;

	/**
	 * Without tracing.
	 * @param application the application
	 * @return the sum of the status codes
	 */
	@Benchmark
	public int untraced(Untraced application) {
		return application.exchange.serve(REQUESTS);
	}

	/**
	 * With a span made by hand.
	 * @param application the application
	 * @return the sum of the status codes
	 */
	@Benchmark
	public int byHand(ByHand application) {
		return application.exchange.serve(REQUESTS);
	}

	/**
	 * With the starter.
	 * @param application the application
	 * @return the sum of the status codes
	 */
	@Benchmark
	public int starter(Starter application) {
		return application.exchange.serve(REQUESTS);
	}

	/**
	 * The application without tracing.
	 */
	@State(Scope.Thread)
	public static class Untraced {

		final FluxExchange exchange = new FluxExchange(null, List.of(), List.of());

	}

	/**
	 * The application that makes spans by hand.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class ByHand {

		@Param
		Traffic traffic;

		@Param({ "false", "true" })
		boolean automatic;

		private HandMadeTracing tracing;

		FluxExchange exchange;

		@Setup
		public void start() {
			if (this.automatic) {
				HandMadeContextAccessor.install();
			}
			this.tracing = new HandMadeTracing(this.traffic.probability(), new DiscardingSpanExporter());
			this.exchange = new FluxExchange(this.traffic.traceparent(), List.of(new HandMadeWebFilter(this.tracing)),
					List.of());
		}

		@TearDown(Level.Invocation)
		public void flush() {
			if (this.traffic.isSampled()) {
				this.tracing.flush();
			}
		}

		@TearDown
		public void stop() {
			this.tracing.close();
		}

	}

	/**
	 * The application with the starter.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class Starter {

		@Param
		Traffic traffic;

		@Param({ "false", "true" })
		boolean automatic;

		private StarterApplication application;

		FluxExchange exchange;

		@Setup
		public void start() {
			this.application = StarterApplication.withReactiveServer(this.traffic.probability(), this.automatic,
					new DiscardingSpanExporter());
			this.exchange = new FluxExchange(this.traffic.traceparent(), this.application.webFilters(),
					this.application.httpHandlerDecorators());
		}

		@TearDown(Level.Invocation)
		public void flush() {
			if (this.traffic.isSampled()) {
				this.application.flush();
			}
		}

		@TearDown
		public void stop() {
			this.application.close();
		}

	}

}
