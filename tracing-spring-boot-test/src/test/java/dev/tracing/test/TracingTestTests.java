package dev.tracing.test;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TracingTest} with and without Spring Boot.
 */
class TracingTestTests {

	@Test
	void worksInPlainSpringTests() {
		passes(4, PlainCase.class);
	}

	@Test
	void worksInSpringBootTests() {
		passes(1, BootCase.class);
	}

	@Test
	void worksInSlices() {
		passes(1, SliceCase.class);
	}

	@Test
	void worksWithoutAnyConfiguration() {
		passes(1, BareCase.class);
	}

	@Test
	void prefersRecorderOfTheContext() {
		passes(1, OwnRecorderCase.class);
	}

	@Test
	void recordsSeveralApplicationsInOneTrace() {
		passes(1, SeveralApplicationsCase.class);
	}

	@Test
	void failsTestsThatLeak() {
		assertThat(EngineRun.of(LeakingCase.class).failure())
			.startsWith("leaks: The test passed but left tracing in disorder")
			.contains("Scope of span 'lost'")
			.contains("Span 'lost' has the local parent");
	}

	@Test
	void checksOnlyWhatIsNotAllowed() {
		passes(1, AllowedCase.class);
	}

	@Test
	void runsOneTestAtATimeInParallel() {
		EngineRun run = EngineRun.parallel(FirstExclusiveCase.class, SecondExclusiveCase.class);
		assertThat(run.failures()).isEmpty();
		assertThat(run.succeeded()).hasSize(2);
	}

	private static void passes(int tests, Class<?> testClass) {
		EngineRun run = EngineRun.of(testClass);
		assertThat(run.failures()).isEmpty();
		assertThat(run.succeeded()).hasSize(tests);
	}

	@TracingTest
	@SpringJUnitConfig(ApplicationConfiguration.class)
	static class PlainCase {

		@Autowired
		private Tracer tracer;

		@Autowired
		private TraceRecorder autowired;

		@BeforeEach
		void startsEmpty(TraceRecorder recorder) {
			assertThat(recorder).hasNoSpans();
		}

		@RepeatedTest(2)
		void recordsOnlyTheCurrentTest(TraceRecorder recorder) {
			this.tracer.spanBuilder("work").startSpan().end();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("work"));
		}

		@Test
		void injectsTheSameRecorderEverywhere(TraceRecorder recorder, @Autowired TraceRecorder autowiredParameter) {
			assertThat(List.of(recorder, autowiredParameter)).allMatch((injected) -> injected == this.autowired);
		}

		@Nested
		class Inner {

			@Test
			void isRecordedToo(TraceRecorder recorder) {
				PlainCase.this.tracer.spanBuilder("inner").startSpan().end();
				assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("inner"));
			}

		}

	}

	@TracingTest
	@SpringBootTest
	static class BootCase {

		@Test
		void records(@Autowired Tracer tracer, TraceRecorder recorder) {
			tracer.spanBuilder("work").startSpan().end();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("work"));
		}

		@SpringBootConfiguration
		@Import(ApplicationConfiguration.class)
		static class BootConfiguration {

		}

	}

	@TracingTest
	@JsonTest
	static class SliceCase {

		@Test
		void records(@Autowired Tracer tracer, TraceRecorder recorder) {
			tracer.spanBuilder("work").startSpan().end();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("work"));
		}

		@SpringBootConfiguration
		@Import(ApplicationConfiguration.class)
		static class SliceConfiguration {

		}

	}

	@TracingTest
	static class BareCase {

		@Test
		void offersRecorder(TraceRecorder recorder) {
			SdkTracerProvider.builder()
				.addSpanProcessor(recorder)
				.build()
				.get("test")
				.spanBuilder("work")
				.startSpan()
				.end();
			assertThat(recorder).hasSingleTrace();
		}

	}

	@TracingTest
	@SpringJUnitConfig(OwnRecorderCase.OwnRecorderConfiguration.class)
	static class OwnRecorderCase {

		@Test
		void records(@Autowired Tracer tracer, @Autowired TraceRecorder traceRecorder, TraceRecorder parameter) {
			tracer.spanBuilder("work").startSpan().end();
			assertThat(traceRecorder).hasSingleTrace();
			assertThat(parameter == traceRecorder).isTrue();
			assertThat(traceRecorder.awaitTimeout()).hasMillis(1);
		}

		@Configuration(proxyBeanMethods = false)
		@Import(ApplicationConfiguration.class)
		static class OwnRecorderConfiguration {

			@Bean
			TraceRecorder ownRecorder() {
				return new TraceRecorder(Duration.ofMillis(1));
			}

		}

	}

	@TracingTest
	static class SeveralApplicationsCase {

		@Test
		void shareTheRecorder(TraceRecorder recorder) {
			Span gateway;
			try (AnnotationConfigApplicationContext application = start(recorder)) {
				gateway = application.getBean(Tracer.class).spanBuilder("gateway").startSpan();
			}
			try (AnnotationConfigApplicationContext application = start(recorder)) {
				TestServices.child(application.getBean(Tracer.class), gateway, "orders").end();
			}
			gateway.end();
			assertThat(recorder).hasSingleTrace((trace) -> trace.hasTree("gateway\n  orders"));
		}

		private static AnnotationConfigApplicationContext start(TraceRecorder recorder) {
			AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
			application.registerBean(TraceRecorder.class, () -> recorder);
			application.register(ApplicationConfiguration.class);
			application.refresh();
			return application;
		}

	}

	@TracingTest
	@SpringJUnitConfig(ApplicationConfiguration.class)
	static class LeakingCase {

		@Test
		void leaks(@Autowired Tracer tracer) {
			leakEverything(tracer).end();
		}

	}

	@Relaxed
	@SpringJUnitConfig(ApplicationConfiguration.class)
	static class AllowedCase {

		@Test
		void leaks(@Autowired Tracer tracer) {
			leakEverything(tracer);
		}

	}

	@TracingTest(allowLeakedScopes = true, allowUnfinishedSpans = true, allowOrphans = true)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Relaxed {

	}

	/**
	 * A test that would meet another one that ran at the same time.
	 */
	abstract static class ExclusiveCase {

		private static final CyclicBarrier place = new CyclicBarrier(2);

		@Test
		void meetsNobody() {
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> place.await(100, TimeUnit.MILLISECONDS));
			place.reset();
		}

	}

	@TracingTest
	static class FirstExclusiveCase extends ExclusiveCase {

	}

	@TracingTest
	static class SecondExclusiveCase extends ExclusiveCase {

	}

	private static Span leakEverything(Tracer tracer) {
		SpanContext local = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
				TraceFlags.getSampled(), TraceState.getDefault());
		Span span = TestServices.child(tracer, Span.wrap(local), "lost");
		Context.root().with(span).makeCurrent();
		return span;
	}

	@Configuration(proxyBeanMethods = false)
	static class ApplicationConfiguration {

		@Bean
		SdkTracerProvider tracerProvider(List<SpanProcessor> processors) {
			return SdkTracerProvider.builder().addSpanProcessor(SpanProcessor.composite(processors)).build();
		}

		@Bean
		Tracer tracer(SdkTracerProvider tracerProvider) {
			return tracerProvider.get("test");
		}

	}

}
