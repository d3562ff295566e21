package dev.tracing.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.tracing.propagation.ContextThreadLocalAccessor;
import io.opentelemetry.context.Context;
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
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What it costs to carry a span through a chain of Reactor's: explicitly, within
 * Reactor's context only, and automatically, which makes it current in each operator.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReactorBenchmark {

	/**
	 * Without a span.
	 * @param chain the chain
	 * @return what it comes to
	 */
	@Benchmark
	public Integer untraced(Untraced chain) {
		return chain.run();
	}

	/**
	 * With a span in Reactor's context.
	 * @param chain the chain
	 * @return what it comes to
	 */
	@Benchmark
	public Integer explicit(Explicit chain) {
		return chain.run();
	}

	/**
	 * With a span that is current in each operator.
	 * @param chain the chain
	 * @return what it comes to
	 */
	@Benchmark
	public Integer automatic(Automatic chain) {
		return chain.run();
	}

	/**
	 * What a chain consists of.
	 */
	public enum Operators {

		/**
		 * Ten times {@code map}: no work moves.
		 */
		TEN_MAPS {

			@Override
			Mono<Integer> append(Mono<Integer> source) {
				Mono<Integer> chain = source;
				for (int i = 0; i < 10; i++) {
					chain = chain.map((value) -> value + 1);
				}
				return chain;
			}

		},

		/**
		 * Ten times {@code flatMap} to a {@code fromCallable}.
		 */
		TEN_FLAT_MAPS {

			@Override
			Mono<Integer> append(Mono<Integer> source) {
				Mono<Integer> chain = source;
				for (int i = 0; i < 10; i++) {
					chain = chain.flatMap((value) -> Mono.fromCallable(() -> value + 1));
				}
				return chain;
			}

		},

		/**
		 * Ten times {@code publishOn}, each of which schedules a task.
		 */
		TEN_HOPS {

			@Override
			Mono<Integer> append(Mono<Integer> source) {
				Mono<Integer> chain = source;
				for (int i = 0; i < 10; i++) {
					chain = chain.publishOn(Schedulers.single()).map((value) -> value + 1);
				}
				return chain;
			}

		};

		abstract Mono<Integer> append(Mono<Integer> source);

	}

	/**
	 * A chain.
	 */
	@State(Scope.Thread)
	@NullUnmarked
	public abstract static class Chain {

		@Param
		Operators operators;

		private Mono<Integer> chain;

		void assemble(Function<Mono<Integer>, Mono<Integer>> propagation) {
			this.chain = propagation.apply(this.operators.append(Mono.fromCallable(() -> 1)));
		}

		Integer run() {
			return this.chain.block();
		}

	}

	/**
	 * A chain without a span.
	 */
	public static class Untraced extends Chain {

		@Setup
		public void start() {
			assemble(Function.identity());
		}

	}

	/**
	 * A chain of an application with the starter.
	 */
	@NullUnmarked
	public abstract static class Starter extends Chain {

		private StarterApplication application;

		@Setup
		public void start() {
			this.application = StarterApplication.withoutServer(1, true, new DiscardingSpanExporter());
			Context context = Traffic.SAMPLED_PARENT.context(this.application.tracer());
			assemble((chain) -> chain.contextWrite((view) -> view.put(ContextThreadLocalAccessor.KEY, context)));
		}

		@TearDown
		public void stop() {
			this.application.close();
		}

	}

	/**
	 * A chain that carries its span in Reactor's context.
	 */
	public static class Explicit extends Starter {

	}

	/**
	 * A chain whose span is current in each operator.
	 */
	public static class Automatic extends Starter {

		@Override
		@Setup
		public void start() {
			Hooks.enableAutomaticContextPropagation();
			super.start();
		}

	}

}
