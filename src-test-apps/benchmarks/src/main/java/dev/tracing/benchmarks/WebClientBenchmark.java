package dev.tracing.benchmarks;

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

import org.springframework.web.reactive.function.client.WebClient;

/**
 * One request of WebClient, as far as it needs no network, within the span of a caller.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WebClientBenchmark.REQUESTS)
public class WebClientBenchmark {

	static final int REQUESTS = 256;

	/**
	 * Without tracing.
	 * @param application the application
	 * @return a sum over the responses
	 */
	@Benchmark
	public int untraced(Untraced application) {
		return application.exchange.call(REQUESTS);
	}

	/**
	 * With a span made by hand.
	 * @param application the application
	 * @return a sum over the responses
	 */
	@Benchmark
	public int byHand(ByHand application) {
		return application.exchange.call(REQUESTS);
	}

	/**
	 * With the starter.
	 * @param application the application
	 * @return a sum over the responses
	 */
	@Benchmark
	public int starter(Starter application) {
		return application.exchange.call(REQUESTS);
	}

	/**
	 * The application without tracing.
	 */
	@State(Scope.Thread)
	public static class Untraced {

		final WebClientExchange exchange = new WebClientExchange(WebClient.builder());

	}

	/**
	 * The application that makes spans by hand.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class ByHand {

		@Param({ "SAMPLED_PARENT", "DROPPED_PARENT", "DROPPED_ROOT" })
		Traffic traffic;

		private HandMadeTracing tracing;

		private io.opentelemetry.context.Scope caller;

		WebClientExchange exchange;

		@Setup
		public void start() {
			this.tracing = new HandMadeTracing(this.traffic.probability(), new DiscardingSpanExporter());
			this.exchange = new WebClientExchange(WebClient.builder().filter(new HandMadeExchangeFilter(this.tracing)));
			this.caller = this.traffic.context(this.tracing.tracer()).makeCurrent();
		}

		@TearDown(Level.Invocation)
		public void flush() {
			if (this.traffic.isSampled()) {
				this.tracing.flush();
			}
		}

		@TearDown
		public void stop() {
			this.caller.close();
			this.tracing.close();
		}

	}

	/**
	 * The application with the starter.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class Starter {

		@Param({ "SAMPLED_PARENT", "DROPPED_PARENT", "DROPPED_ROOT" })
		Traffic traffic;

		@Param({ "true", "false" })
		boolean logCorrelation;

		private StarterApplication application;

		private io.opentelemetry.context.Scope caller;

		WebClientExchange exchange;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(this.traffic.probability(), this.logCorrelation,
					new DiscardingSpanExporter());
			this.exchange = new WebClientExchange(this.application.webClientBuilder());
			this.caller = this.traffic.context(this.application.tracer()).makeCurrent();
		}

		@TearDown(Level.Invocation)
		public void flush() {
			if (this.traffic.isSampled()) {
				this.application.flush();
			}
		}

		@TearDown
		public void stop() {
			this.caller.close();
			this.application.close();
		}

	}

}
