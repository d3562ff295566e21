package dev.tracing.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletException;
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
 * One request through the servlet filter, as far as it needs no network.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ServerBenchmark.REQUESTS)
public class ServerBenchmark {

	/**
	 * Requests between two flushes: fewer than a queue holds, so that no span is dropped,
	 * and than a batch, so that no worker runs meanwhile.
	 */
	static final int REQUESTS = 256;

	/**
	 * Without tracing.
	 * @param application the application
	 * @return the sum of the status codes
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public int untraced(Untraced application) throws IOException, ServletException {
		return application.exchange.serve(REQUESTS);
	}

	/**
	 * With a span made by hand.
	 * @param application the application
	 * @return the sum of the status codes
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public int byHand(ByHand application) throws IOException, ServletException {
		return application.exchange.serve(REQUESTS);
	}

	/**
	 * With the starter.
	 * @param application the application
	 * @return the sum of the status codes
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public int starter(Starter application) throws IOException, ServletException {
		return application.exchange.serve(REQUESTS);
	}

	/**
	 * The application without tracing.
	 */
	@State(Scope.Thread)
	public static class Untraced {

		final ServerExchange exchange = new ServerExchange(
				(request, response, chain) -> chain.doFilter(request, response), null);

	}

	/**
	 * The application that makes spans by hand.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public static class ByHand {

		@Param
		Traffic traffic;

		private HandMadeTracing tracing;

		ServerExchange exchange;

		@Setup
		public void start() {
			this.tracing = new HandMadeTracing(this.traffic.probability(), new DiscardingSpanExporter());
			this.exchange = new ServerExchange(new HandMadeServerFilter(this.tracing), this.traffic.traceparent());
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

		@Param({ "true", "false" })
		boolean logCorrelation;

		private StarterApplication application;

		ServerExchange exchange;

		@Setup
		public void start() {
			this.application = StarterApplication.withServer(this.traffic.probability(), this.logCorrelation,
					new DiscardingSpanExporter());
			this.exchange = new ServerExchange(this.application.serverFilter(), this.traffic.traceparent(),
					this.application.serverInterceptors());
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
