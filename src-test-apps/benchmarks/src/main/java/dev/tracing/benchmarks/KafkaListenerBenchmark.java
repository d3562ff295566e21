package dev.tracing.benchmarks;

import java.util.concurrent.TimeUnit;

import io.micrometer.observation.ObservationRegistry;
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

import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;

/**
 * One record that a listener gets, as far as it needs no network.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KafkaListenerBenchmark.RECORDS)
public class KafkaListenerBenchmark {

	static final int RECORDS = 256;

	/**
	 * Without tracing.
	 * @param application the application
	 * @return a sum over the records
	 */
	@Benchmark
	public long untraced(Untraced application) {
		return application.records.process(RECORDS);
	}

	/**
	 * With a span made by hand.
	 * @param application the application
	 * @return a sum over the records
	 */
	@Benchmark
	public long byHand(ByHand application) {
		return application.records.process(RECORDS);
	}

	/**
	 * With the starter.
	 * @param application the application
	 * @return a sum over the records
	 */
	@Benchmark
	public long starter(Starter application) {
		return application.records.process(RECORDS);
	}

	/**
	 * The application without tracing.
	 */
	@State(Scope.Thread)
	public static class Untraced {

		final KafkaRecords records = new KafkaRecords(null, ObservationRegistry.NOOP, null);

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

		KafkaRecords records;

		@Setup
		public void start() {
			this.tracing = new HandMadeTracing(this.traffic.probability(), new DiscardingSpanExporter());
			this.records = new KafkaRecords(new HandMadeRecordInterceptor(this.tracing), ObservationRegistry.NOOP,
					this.traffic.traceparent());
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

		KafkaRecords records;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(this.traffic.probability(), this.logCorrelation,
					new DiscardingSpanExporter());
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = this.application
				.traceListeners(new ConcurrentKafkaListenerContainerFactory<>());
			this.records = new KafkaRecords(factory.getRecordInterceptor(),
					factory.getContainerProperties().getObservationRegistry(), this.traffic.traceparent());
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
