package dev.tracing.observation;

import java.util.List;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.TraceSuppression;
import dev.tracing.test.TraceRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservedSpans} beans.
 */
class ObservedSpansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class,
				ObservationTracingAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withBean(TraceRecorder.class)
		.withBean(LetterSpans.class);

	@Test
	void theRoomMakesTheSpanAndTheBridgeItsScope() {
		this.contextRunner.run((context) -> {
			observe(context, new ExpressLetter("a"), () -> observe(context, new Observation.Context(), () -> {
			}));
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasTree("""
					deliver a [PRODUCER]
					  mail
					""").hasSpan("deliver a", (span) -> span.hasAttribute("outcome", "delivered").hasNoError()));
			assertThat(Context.current()).isSameAs(Context.root());
		});
	}

	@Test
	void theRoomHearsOfTheFailureOnce() {
		this.contextRunner.run((context) -> {
			Observation observation = start(context, new Letter("a"));
			observation.error(new IllegalStateException("lost"));
			observation.event(Observation.Event.of("searched"));
			observation.stop();
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasRoot("deliver a",
					(span) -> span.hasAttribute("outcome", "lost").hasNoException().hasEvent("searched")));
		});
	}

	@Test
	void theRoomMayWantNoSpansAtAll() {
		this.contextRunner.run((context) -> {
			observe(context, new Letter("secret"), () -> observe(context, new Observation.Context(), () -> {
				context.getBean(Tracer.class).spanBuilder("manual").startSpan().end();
			}));
			assertThat(context.getBean(TraceRecorder.class)).hasNoSpans();
			assertThat(Context.current()).isSameAs(Context.root());
		});
	}

	@Test
	void aRoomThatFailsHarmsNobody() {
		this.contextRunner.run((context) -> {
			observe(context, new Letter("bad address"), () -> observe(context, new Observation.Context(), () -> {
			}));
			observe(context, new Letter("no receipt"), () -> {
			});
			assertThat(context.getBean(TraceRecorder.class)).hasTraceCount(2)
				.hasTraceSatisfying((trace) -> trace.hasTree("mail"))
				.hasTraceSatisfying((trace) -> trace.hasTree("deliver no receipt [PRODUCER]"));
			assertThat(context.getBean(TracingFaults.class).count()).isEqualTo(2);
		});
	}

	@Test
	void theRoomWorksWhereTheBridgeIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.observation.enabled=false").run((context) -> {
			observe(context, new Letter("a"), () -> observe(context, new Observation.Context(), () -> {
			}));
			assertThat(context.getBean(TraceRecorder.class))
				.hasSingleTrace((trace) -> trace.hasTree("deliver a [PRODUCER]"));
		});
	}

	@Test
	void metersGoOn() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> {
				observe(context, new Letter("a"), () -> {
				});
				assertThat(context.getBean(TraceRecorder.class)).hasSpanCount(1);
				assertThat(context.getBean(MeterRegistry.class).get("mail").timer().count()).isEqualTo(1);
			});
	}

	@Test
	void theContextOfAnObservationIsThatOfItsWork() {
		this.contextRunner.run((context) -> {
			Observation observation = start(context, new Letter("a"));
			Context work = ObservationContexts.of(observation);
			assertThat(work).isNotNull();
			observation.stop();
			assertThat(Span.fromContext(work).getSpanContext().getSpanId())
				.isEqualTo(context.getBean(TraceRecorder.class).spans().get(0).getSpanId());
			assertThat(List.of("no observation", Observation.NOOP))
				.allSatisfy((other) -> assertThat(ObservationContexts.of(other)).isNull());
		});
	}

	private static void observe(ApplicationContext context, Observation.Context observed, Runnable work) {
		Observation.createNotStarted("mail", () -> observed, context.getBean(ObservationRegistry.class)).observe(work);
	}

	private static Observation start(ApplicationContext context, Observation.Context observed) {
		return Observation.start("mail", () -> observed, context.getBean(ObservationRegistry.class));
	}

	static class Letter extends Observation.Context {

		private final String address;

		Letter(String address) {
			this.address = address;
		}

	}

	static class ExpressLetter extends Letter {

		ExpressLetter(String address) {
			super(address);
		}

	}

	static class LetterSpans implements ObservedSpans<Letter> {

		private final Tracer tracer;

		LetterSpans(Tracer tracer) {
			this.tracer = tracer;
		}

		@Override
		public Class<Letter> observed() {
			return Letter.class;
		}

		@Override
		public Context start(Letter letter, Context enclosing) {
			if (letter.address.equals("bad address")) {
				throw new IllegalStateException("No such address");
			}
			return (letter.address.equals("secret")) ? TraceSuppression.suppressedRoot()
					: enclosing.with(this.tracer.spanBuilder("deliver " + letter.address)
						.setSpanKind(SpanKind.PRODUCER)
						.setParent(enclosing)
						.startSpan());
		}

		@Override
		public void end(Letter letter, Context context, @Nullable Throwable error) {
			if (letter.address.equals("no receipt")) {
				throw new IllegalStateException("No receipt");
			}
			Span span = Span.fromContext(context);
			span.setAttribute("outcome", (error != null) ? String.valueOf(error.getMessage()) : "delivered");
			span.end();
		}

	}

}
