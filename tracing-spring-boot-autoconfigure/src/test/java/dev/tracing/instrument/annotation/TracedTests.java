package dev.tracing.instrument.annotation;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.tracing.SpanAttribute;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.sampling.StartAttributes;
import dev.tracing.sampling.TraceSuppression;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what a call of a {@link Traced} method puts on its span.
 */
class TracedTests {

	private final ApplicationContextRunner unrecordedContextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, AnnotationTracingAutoConfiguration.class))
		.withBean(Orders.class)
		.withBean(Payments.class);

	private final ApplicationContextRunner contextRunner = this.unrecordedContextRunner.withBean(TraceRecorder.class);

	@Test
	void namesTheSpanAfterClassAndMethod() {
		run(Orders.class, Orders::count,
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.count",
						(span) -> span.isInternal()
							.hasNoError()
							.hasStatus(StatusCode.UNSET)
							.hasAttributesExactly(Attributes.of(AttributeKey.stringKey("code.function.name"),
									Orders.class.getName() + ".count")))));
	}

	@Test
	void takesNameKindAndAttributesFromTheAnnotation() {
		run(Orders.class, Orders::place,
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("place-order",
						(span) -> span.isProducer()
							.hasAttribute("team", "checkout")
							.hasAttribute("formula", "a=b")
							.hasAttribute("code.function.name", Orders.class.getName() + ".place"))));
	}

	@Test
	void makesTheSpanCurrentForOpenTelemetryAndMicrometer() {
		this.contextRunner.run((context) -> {
			List<String> seen = context.getBean(Payments.class)
				.currentSpanIds(context.getBean(io.micrometer.tracing.Tracer.class));
			String spanId = recorder(context).spans().get(0).getSpanId();
			assertThat(seen).containsExactly(spanId, spanId);
			assertThat(Span.current().getSpanContext().isValid()).isFalse();
		});
	}

	@Test
	void nestsCalls() {
		this.contextRunner.run((context) -> {
			context.getBean(Payments.class).pay(context.getBean(Orders.class));
			assertThat(recorder(context)).hasSingleTrace((trace) -> trace.hasTree("""
					Payments.pay [CLIENT]
					  Orders.count
					  place-order [PRODUCER]
					"""));
		});
	}

	@Test
	void writesParametersWithTheirTypes() {
		run(Orders.class,
				(orders) -> orders.find("a-1", 3, 2.5, true, State.OPEN, null, List.of(1, 2), new String[] { "x" }),
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.find",
						(span) -> span.hasAttribute(AttributeKey.stringKey("order.id"), "a-1")
							.hasAttribute(AttributeKey.longKey("limit"), 3L)
							.hasAttribute(AttributeKey.doubleKey("min.price"), 2.5)
							.hasAttribute(AttributeKey.booleanKey("exact"), true)
							.hasAttribute(AttributeKey.stringKey("state"), "open!")
							.hasNoAttribute("absent")
							.hasAttribute(AttributeKey.longArrayKey("pages"), List.of(1L, 2L))
							.hasAttribute(AttributeKey.stringArrayKey("tags"), List.of("x")))));
	}

	@Test
	void evaluatesExpressionsAgainstTheParameter() {
		run(Payments.class, (payments) -> payments.refund(new Order("a-1", Optional.of("Ada"), List.of("x", "y"))),
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Payments.refund",
						(span) -> span.hasAttribute(AttributeKey.stringKey("order.id"), "a-1")
							.hasAttribute(AttributeKey.stringKey("customer"), "Ada")
							.hasAttribute(AttributeKey.longKey("order.items"), 2L))));
	}

	@Test
	void evaluatesNoExpressionAgainstNull() {
		run(Payments.class, (payments) -> payments.refund(null),
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Payments.refund",
						(span) -> span.hasNoAttribute("order.id", "customer", "order.items"))));
	}

	@Test
	void writesWhatTheMethodReturns() {
		run(Payments.class, (payments) -> payments.receipt(7),
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Payments.receipt",
						(span) -> span.hasAttribute(AttributeKey.stringKey("receipt.order"), "7")
							.hasAttribute(AttributeKey.longKey("receipt.items"), 0L))));
	}

	@Test
	void recordsAnUncheckedExceptionAndPassesItOn() {
		IllegalStateException exception = new IllegalStateException("sold out");
		run(Orders.class, (orders) -> assertThatThrownBy(() -> orders.fail(exception)).isSameAs(exception),
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.fail",
						(span) -> span.hasStatus(StatusCode.ERROR, "sold out")
							.hasError(IllegalStateException.class)
							.hasException(IllegalStateException.class, "sold out"))));
	}

	@Test
	void recordsACheckedExceptionAndPassesItOn() {
		IOException exception = new IOException("no ink");
		run(Orders.class, (orders) -> assertThatThrownBy(() -> orders.fail(exception)).isSameAs(exception),
				(recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace.hasRoot("Orders.fail",
						(span) -> span.hasError(IOException.class).hasException(IOException.class, "no ink"))));
	}

	@Test
	void recordsAnErrorAndPassesItOn() {
		StackOverflowError error = new StackOverflowError();
		run(Orders.class, (orders) -> assertThatThrownBy(() -> orders.fail(error)).isSameAs(error),
				(recorder) -> assertThat(recorder).hasSingleTrace(
						(trace) -> trace.hasRoot("Orders.fail", (span) -> span.hasError(StackOverflowError.class))));
	}

	@Test
	void beginsANewTraceLinkedToTheCaller() {
		this.contextRunner.run((context) -> {
			Span caller = context.getBean(Tracer.class).spanBuilder("caller").startSpan();
			Scope scope = caller.makeCurrent();
			try {
				assertThat(context.getBean(Payments.class).cleanUp()).isEqualTo("Payments.cleanUp");
				assertThat(Span.current()).isSameAs(caller);
			}
			finally {
				scope.close();
				caller.end();
			}
			SpanContext callerContext = caller.getSpanContext();
			assertThat(recorder(context)).hasTraceCount(2)
				.hasTraceSatisfying((trace) -> trace.hasTree("caller"))
				.hasTraceSatisfying(
						(trace) -> trace.hasRoot("Payments.cleanUp", (span) -> span.isRoot().hasLink(callerContext)));
		});
	}

	@Test
	void beginsANewTraceWithoutALinkWhereThereIsNoCaller() {
		run(Payments.class, Payments::cleanUp, (recorder) -> assertThat(recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("Payments.cleanUp", (span) -> span.isRoot().hasNoLinks())));
	}

	@Test
	void keepsTheBaggageInANewTrace() {
		this.contextRunner.run((context) -> {
			Span caller = context.getBean(Tracer.class).spanBuilder("caller").startSpan();
			Scope scope = Baggage.builder()
				.put("tenant", "acme")
				.build()
				.storeInContext(Context.current().with(caller))
				.makeCurrent();
			try {
				assertThat(context.getBean(Payments.class).tenant()).isEqualTo("acme");
			}
			finally {
				scope.close();
				caller.end();
			}
		});
	}

	@Test
	void recordsNothingWithinAnExcludedRequest() {
		this.contextRunner.run((context) -> {
			Scope scope = TraceSuppression.suppressedRoot().makeCurrent();
			try {
				context.getBean(Orders.class).count();
				context.getBean(Payments.class).payWithCleanUp(context.getBean(Payments.class));
			}
			finally {
				scope.close();
			}
			assertThat(recorder(context)).hasNoSpans();
		});
	}

	@Test
	void followsAnAnnotationOfTheApplicationsOwn() {
		run(Orders.class, Orders::remote, (recorder) -> assertThat(recorder).hasSingleTrace((trace) -> trace
			.hasRoot("ask-warehouse", (span) -> span.isClient().hasAttribute("peer", "warehouse"))));
	}

	@Test
	void followsAParameterAnnotationOfTheApplicationsOwn() {
		run(Orders.class, (orders) -> orders.findFor("acme"), (recorder) -> assertThat(recorder).hasSingleTrace(
				(trace) -> trace.hasRoot("Orders.findFor", (span) -> span.hasAttribute("tenant.id", "acme"))));
	}

	@Test
	void evaluatesNothingForASpanThatIsNotRecorded() {
		AtomicInteger evaluated = new AtomicInteger();
		this.contextRunner.withPropertyValues("tracing.sampling.probability=0").run((context) -> {
			context.getBean(Payments.class).describe(new Nosy(evaluated));
			assertThat(recorder(context)).hasNoSpans();
			assertThat(evaluated).hasValue(0);
		});
		this.contextRunner.run((context) -> {
			context.getBean(Payments.class).describe(new Nosy(evaluated));
			assertThat(recorder(context)).hasSpanCount(1);
			assertThat(evaluated).hasValue(2);
		});
	}

	@Test
	void writesTheSameWhetherOrNotSomebodyLooksAtTheStart() {
		FinishedSpans finished = new FinishedSpans();
		this.unrecordedContextRunner.withBean(SpanProcessor.class, () -> finished).run((deferred) -> {
			assertThat(deferred.getBean(StartAttributes.class)).isEqualTo(StartAttributes.DEFERRABLE);
			this.contextRunner.run((required) -> {
				assertThat(required.getBean(StartAttributes.class)).isEqualTo(StartAttributes.REQUIRED);
				for (AssertableApplicationContext context : List.of(deferred, required)) {
					context.getBean(Orders.class).place();
					context.getBean(Orders.class).find("a-1", 3, 2.5, true, State.OPEN, null, List.of(1), "x");
					context.getBean(Payments.class).refund(new Order("a-1", Optional.empty(), List.of()));
					context.getBean(Payments.class).receipt(7);
				}
				assertThat(finished.attributes).hasSize(4)
					.containsExactlyElementsOf(
							recorder(required).spans().stream().map((span) -> span.getAttributes()).toList());
			});
		});
	}

	@Test
	void showsASamplerWhatNeedsNoEvaluation() {
		AtomicReference<Attributes> seen = new AtomicReference<>();
		this.contextRunner.withBean(Sampler.class, () -> new SeeingSampler(seen)).run((context) -> {
			context.getBean(Orders.class).place();
			assertThat(seen.get().get(AttributeKey.stringKey("team"))).isEqualTo("checkout");
			context.getBean(Orders.class).find("a-1", 3, 2.5, true, State.OPEN, null, List.of(1), "x");
			assertThat(seen.get().asMap().keySet().stream().map((key) -> key.getKey()))
				.containsExactlyInAnyOrder("code.function.name", "order.id", "limit", "min.price", "exact", "state");
		});
	}

	@Test
	void keepsTheContextOfASpanThatIsNotRecorded() {
		this.contextRunner.withPropertyValues("tracing.sampling.probability=0")
			.run((context) -> assertThat(
					context.getBean(Payments.class).currentSpanIds(context.getBean(io.micrometer.tracing.Tracer.class)))
				.hasSize(2)
				.doesNotContain("0000000000000000"));
	}

	private <T> void run(Class<T> type, ThrowingConsumer<T> call, Consumer<TraceRecorder> assertions) {
		this.contextRunner.run((context) -> {
			call.accept(context.getBean(type));
			assertions.accept(recorder(context));
		});
	}

	private static TraceRecorder recorder(AssertableApplicationContext context) {
		return context.getBean(TraceRecorder.class);
	}

	static final class FinishedSpans implements SpanProcessor {

		private final List<Attributes> attributes = new ArrayList<>();

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			this.attributes.add(span.toSpanData().getAttributes());
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

	static final class SeeingSampler implements Sampler {

		private final AtomicReference<Attributes> seen;

		SeeingSampler(AtomicReference<Attributes> seen) {
			this.seen = seen;
		}

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			// What the sampler is given goes on to change with the span.
			this.seen.set(attributes.toBuilder().build());
			return SamplingResult.recordAndSample();
		}

		@Override
		public String getDescription() {
			return "seeing";
		}

	}

	interface ThrowingConsumer<T> {

		void accept(T value) throws Exception;

	}

	enum State {

		OPEN;

		@Override
		public String toString() {
			return "open!";
		}

	}

	record Order(String id, Optional<String> customer, List<String> items) {

	}

	static final class Nosy {

		private final AtomicInteger evaluated;

		Nosy(AtomicInteger evaluated) {
			this.evaluated = evaluated;
		}

		public String getName() {
			this.evaluated.incrementAndGet();
			return "nosy";
		}

		@Override
		public String toString() {
			this.evaluated.incrementAndGet();
			return "nosy";
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@Traced(kind = SpanKind.CLIENT, attributes = "peer=warehouse")
	@interface Remote {

		@AliasFor(annotation = Traced.class, attribute = "value")
		String name();

	}

	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	@SpanAttribute("tenant.id")
	@interface Tenant {

	}

	static class Orders {

		@Traced
		public int count() {
			return 1;
		}

		@Traced(value = "place-order", kind = SpanKind.PRODUCER, attributes = { "team=checkout", "formula = a=b" })
		void place() {
		}

		@Traced
		void find(@SpanAttribute("order.id") String id, @SpanAttribute int limit,
				@SpanAttribute("min.price") double minPrice, @SpanAttribute boolean exact, @SpanAttribute State state,
				@SpanAttribute String absent, @SpanAttribute List<Integer> pages, @SpanAttribute String... tags) {
		}

		@Traced
		void fail(Throwable throwable) throws Exception {
			if (throwable instanceof Error error) {
				throw error;
			}
			throw (Exception) throwable;
		}

		@Remote(name = "ask-warehouse")
		void remote() {
		}

		@Traced
		void findFor(@Tenant String tenant) {
		}

	}

	static class Payments {

		@Traced(kind = SpanKind.CLIENT)
		void pay(Orders orders) {
			orders.count();
			orders.place();
		}

		@Traced
		List<String> currentSpanIds(io.micrometer.tracing.Tracer tracer) {
			return List.of(Span.current().getSpanContext().getSpanId(), tracer.currentSpan().context().spanId());
		}

		@Traced
		void refund(@SpanAttribute(value = "order.id", expression = "id") @SpanAttribute(expression = "customer",
				value = "customer") @SpanAttribute(value = "order.items", expression = "items.size()") Order order) {
		}

		@Traced
		@SpanAttribute(value = "receipt.order", expression = "id")
		@SpanAttribute(value = "receipt.items", expression = "items().size()")
		Optional<Order> receipt(int number) {
			return Optional.of(new Order(String.valueOf(number), Optional.empty(), List.of()));
		}

		@Traced(newTrace = true)
		String cleanUp() {
			return "Payments.cleanUp";
		}

		@Traced
		String payWithCleanUp(Payments self) {
			return self.cleanUp();
		}

		@Traced(newTrace = true)
		String tenant() {
			return Baggage.current().getEntryValue("tenant");
		}

		@Traced
		void describe(@SpanAttribute @SpanAttribute(value = "name", expression = "name") Nosy value) {
		}

	}

}
