package dev.tracing.instrument.annotation;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that nothing that goes wrong in tracing, or in code of the application that
 * tracing calls, concerns a {@link Traced} method.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracedFaultsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class)
		.withBean(Service.class);

	@ParameterizedTest
	@ValueSource(strings = { "exception", "error", "recursion", "null" })
	void leavesOutAnAttributeThatFails(String behaviour) {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Service.class).describe(new Evil(behaviour), "fine")).isEqualTo("fine");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasRoot("Service.describe",
					(span) -> span.hasNoError()
						.hasNoException()
						.hasNoAttribute("evil", "evil.name", "evil.none", "result.name")
						.hasAttribute("other", "fine")));
			assertThat(context.getBean(TracingFaults.class).count()).isEqualTo("null".equals(behaviour) ? 2 : 4);
		});
	}

	@Test
	void leavesOutACollectionThatFails() {
		this.contextRunner.run((context) -> {
			context.getBean(Service.class).list(new EvilList());
			assertThat(context.getBean(TraceRecorder.class))
				.hasSingleTrace((trace) -> trace.hasRoot("Service.list", (span) -> span.hasNoAttribute("list")));
		});
	}

	@Test
	void logsFaultsOncePerMinute(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			for (int i = 0; i < 100; i++) {
				context.getBean(Service.class).describe(new Evil("exception"), "fine");
			}
			assertThat(output.toString().lines().filter((line) -> line.contains("evil"))).hasSize(1);
		});
	}

	@Test
	void passesOnAnExceptionThatCannotBeDescribed() {
		Speechless exception = new Speechless();
		this.contextRunner.run((context) -> {
			assertThatThrownBy(() -> context.getBean(Service.class).fail(exception)).isSameAs(exception);
			assertThat(Span.current().getSpanContext().isValid()).isFalse();
			assertThat(context.getBean(TraceRecorder.class)).hasSpanCount(1);
			assertThat(context.getBean(TracingFaults.class).count()).isOne();
		});
	}

	@Test
	void callsTheMethodOnceWhenTheTracerFails() {
		this.contextRunner.withBean(Tracer.class, () -> (name) -> {
			throw new IllegalStateException("no tracer today");
		}).run((context) -> {
			assertThat(context.getBean(Service.class).describe("x", "fine")).isEqualTo("fine");
			assertThat(context.getBean(Service.class).calls()).isOne();
			assertThat(context.getBean(TracingFaults.class).count()).isOne();
		});
	}

	@Test
	void callsTheMethodOnceWhenItFails() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThatThrownBy(() -> service.fail(new IllegalStateException())).isNotNull();
			assertThat(service.calls()).isOne();
		});
	}

	@Test
	void startsWhenTheTracerNeedsATracedBean(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(ProcessorConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("not traced because there is no tracer yet");
			assertThat(context.getBean(TraceRecorder.class)).hasNoSpans();
			context.getBean(Service.class).describe("x", "fine");
			assertThat(context.getBean(TraceRecorder.class)).hasSpanCount(1);
		});
	}

	@Test
	void keepsConcurrentCallsApart() {
		this.contextRunner.withPropertyValues("tracing.sampling.traces-per-second=-1").run((context) -> {
			Service service = context.getBean(Service.class);
			int threads = 8;
			int calls = 200;
			CountDownLatch start = new CountDownLatch(1);
			ExecutorService executor = Executors.newFixedThreadPool(threads);
			try {
				List<Future<Integer>> results = IntStream.range(0, threads)
					.mapToObj((thread) -> executor.submit((Callable<Integer>) () -> {
						start.await();
						for (int i = 0; i < calls; i++) {
							assertThat(service.outer(service, thread * calls + i)).isEqualTo(thread * calls + i);
						}
						return calls;
					}))
					.toList();
				start.countDown();
				for (Future<Integer> result : results) {
					assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(calls);
				}
			}
			finally {
				executor.shutdownNow();
			}
			assertThat(context.getBean(TraceRecorder.class)).hasTraceCount(threads * calls)
				.allTracesSatisfy((trace) -> trace.hasTree("""
						Service.outer
						  Service.inner
						"""));
			AttributeKey<Long> number = AttributeKey.longKey("number");
			assertThat(context.getBean(TraceRecorder.class).traces()).allSatisfy(
					(trace) -> assertThat(trace.spans().stream().map((span) -> span.attribute(number)).distinct())
						.hasSize(1));
			assertThat(Context.current()).isSameAs(Context.root());
		});
	}

	static class Service {

		private int calls;

		int calls() {
			return this.calls;
		}

		@Traced
		@SpanAttribute(value = "result.name", expression = "name.length()")
		String describe(
				@SpanAttribute("evil") @SpanAttribute(value = "evil.name", expression = "name") @SpanAttribute(
						value = "evil.none", expression = "noSuchProperty") Object evil,
				@SpanAttribute("other") String other) {
			this.calls++;
			return other;
		}

		@Traced
		void list(@SpanAttribute List<String> list) {
		}

		@Traced
		void fail(RuntimeException exception) {
			this.calls++;
			throw exception;
		}

		@Traced
		int outer(Service self, @SpanAttribute int number) {
			return self.inner(number);
		}

		@Traced
		int inner(@SpanAttribute int number) {
			return number;
		}

	}

	static final class Evil {

		private final String behaviour;

		Evil(String behaviour) {
			this.behaviour = behaviour;
		}

		public String getName() {
			return toString();
		}

		@Override
		public String toString() {
			return switch (this.behaviour) {
				case "exception" -> throw new IllegalStateException("evil");
				case "error" -> throw new AssertionError("evil");
				case "recursion" -> new Evil("recursion").toString();
				default -> null;
			};
		}

	}

	static final class EvilList extends AbstractList<String> {

		@Override
		public String get(int index) {
			throw new IllegalStateException("not loaded");
		}

		@Override
		public int size() {
			return Integer.MAX_VALUE;
		}

	}

	@SuppressWarnings("serial")
	static final class Speechless extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no words");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProcessorConfiguration {

		@Bean
		SpanProcessor callingSpanProcessor(Service service) {
			service.describe("start", "fine");
			return SpanProcessor.composite();
		}

	}

}
