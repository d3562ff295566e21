package dev.tracing.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
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

import org.springframework.aop.framework.ProxyFactory;

/**
 * One call of a {@code @Traced} method with one attribute, within the span of a caller.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(TracedBenchmark.CALLS)
public class TracedBenchmark {

	static final int CALLS = 256;

	/**
	 * Large enough that the JDK has no object for it in store, as for most ids.
	 */
	private static final long FIRST_ID = 4711;

	/**
	 * Without tracing.
	 * @param application the application
	 * @return a sum over the results
	 */
	@Benchmark
	public int untraced(Untraced application) {
		return call(application.orders::place);
	}

	/**
	 * Through a proxy of Spring AOP that does nothing: the price of any annotation that
	 * works through one.
	 * @param application the application
	 * @return a sum over the results
	 */
	@Benchmark
	public int emptyProxy(EmptyProxy application) {
		return call(application.orders::place);
	}

	/**
	 * With a span made by hand.
	 * @param application the application
	 * @return a sum over the results
	 */
	@Benchmark
	public int byHand(ByHand application) {
		return call(application.orders::place);
	}

	/**
	 * With the starter.
	 * @param application the application
	 * @return a sum over the results
	 */
	@Benchmark
	public int starter(Starter application) {
		return call(application.orders::place);
	}

	private static int call(LongFunction<String> method) {
		int sum = 0;
		for (int i = 0; i < CALLS; i++) {
			sum += method.apply(FIRST_ID + i).length();
		}
		return sum;
	}

	/**
	 * The application without tracing.
	 */
	@State(Scope.Thread)
	public static class Untraced {

		final TracedOrders orders = new TracedOrders();

	}

	/**
	 * The application with a proxy that does nothing.
	 */
	@State(Scope.Thread)
	public static class EmptyProxy {

		final TracedOrders orders = proxy();

		private static TracedOrders proxy() {
			ProxyFactory factory = new ProxyFactory(new TracedOrders());
			factory.setProxyTargetClass(true);
			factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
			return (TracedOrders) factory.getProxy();
		}

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

		HandMadeOrders orders;

		@Setup
		public void start() {
			this.tracing = new HandMadeTracing(this.traffic.probability(), new DiscardingSpanExporter());
			this.orders = new HandMadeOrders(this.tracing);
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

		TracedOrders orders;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(this.traffic.probability(), this.logCorrelation,
					new DiscardingSpanExporter());
			this.orders = this.application.orders();
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
