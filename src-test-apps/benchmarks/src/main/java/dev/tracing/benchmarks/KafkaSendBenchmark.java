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

/**
 * One record that is sent within the span of a caller, as far as it needs no network.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KafkaSendBenchmark.RECORDS)
public class KafkaSendBenchmark {

	static final int RECORDS = 256;

	/**
	 * Without tracing.
	 * @param application the application
	 * @return a sum over the records
	 */
	@Benchmark
	public long untraced(Untraced application) {
		return application.records.send(RECORDS);
	}

	/**
	 * With a span made by hand.
	 * @param application the application
	 * @return a sum over the records
	 */
	@Benchmark
	public long byHand(ByHand application) {
		return application.records.send(RECORDS);
	}

	/**
	 * With the starter.
	 * @param application the application
	 * @return a sum over the records
	 */
	@Benchmark
	public long starter(Starter application) {
		return application.records.send(RECORDS);
	}

	/**
	 * The application without tracing.
	 */
	@State(Scope.Thread)
	public static class Untraced {

		final KafkaSends records = new KafkaSends((producer) -> producer);

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

		KafkaSends records;

		@Setup
		public void start() {
			this.tracing = new HandMadeTracing(this.traffic.probability(), new DiscardingSpanExporter());
			this.records = new KafkaSends((producer) -> new HandMadeProducer(producer, this.tracing));
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

		KafkaSends records;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(this.traffic.probability(), this.logCorrelation,
					new DiscardingSpanExporter());
			this.records = new KafkaSends(this.application::traceProducer);
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
