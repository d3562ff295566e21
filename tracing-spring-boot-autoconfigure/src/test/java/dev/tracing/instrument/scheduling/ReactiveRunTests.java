package dev.tracing.instrument.scheduling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.tracing.ScopesOfEveryTest;
import dev.tracing.Traced;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.annotation.AnnotationTracingAutoConfiguration;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of scheduled methods that return a publisher.
 */
class ReactiveRunTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
						AnnotationTracingAutoConfiguration.class, ObservationAutoConfiguration.class,
						MicrometerTracingAutoConfiguration.class, ScheduledTasksObservationAutoConfiguration.class,
						TaskSchedulingAutoConfiguration.class, SchedulingTracingAutoConfiguration.class))
		.withUserConfiguration(SchedulingConfiguration.class)
		.withBean(TraceRecorder.class);

	@AfterEach
	void disableAutomaticContextPropagation() {
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void eachSubscriptionIsATraceOfItsOwn() {
		this.contextRunner.withBean(RepeatedJob.class).run((context) -> {
			List<SpanData> spans = recorder(context).awaitSpans(3);
			assertThat(spans).allSatisfy((span) -> {
				assertThat(span.getName()).isEqualTo("RepeatedJob.work");
				assertThat(span.getParentSpanContext().isValid()).isFalse();
			});
			assertThat(spans.stream().map(SpanData::getTraceId).distinct().count()).isEqualTo(spans.size());
		});
	}

	@Test
	void theSpanEndsWithTheLastElement() {
		this.contextRunner.withBean(SlowJob.class).run((context) -> {
			SlowJob job = context.getBean(SlowJob.class);
			assertThat(job.emitted.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(recorder(context).openSpans()).hasSize(1);
			job.complete.countDown();
			assertThat(recorder(context).awaitTrace()).hasRoot("SlowJob.work", (span) -> span.hasNoError());
		});
	}

	@Test
	void theSpanIsCurrentWhereTheSchedulerSubscribes() {
		this.contextRunner.withBean(SubscribedJob.class).run((context) -> {
			Trace trace = recorder(context).awaitTrace();
			assertThat(context.getBean(SubscribedJob.class).spans.poll(10, TimeUnit.SECONDS))
				.isEqualTo(trace.root().context().getSpanId());
		});
	}

	@Test
	void nothingStaysCurrentAfterASubscription() {
		this.contextRunner.withBean(NeverEndingJob.class).run((context) -> {
			assertThat(context.getBean(NeverEndingJob.class).subscribed.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(context.getBean(ThreadPoolTaskScheduler.class)
				.submit(() -> Context.current() == Context.root())
				.get(10, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Test
	void aFailureAtOnceIsAnErrorWhoseIdIsInTheLogLine() {
		assertFailure(FailingJob.class);
		assertFailure(FailingFluxJob.class);
		assertFailure(FailingDelayJob.class);
	}

	@Test
	void aFailureOnAnotherThreadIsAnErrorWhoseIdIsInTheLogLine() {
		assertFailure(LateFailingJob.class);
	}

	@Test
	void aFailureOnAnotherThreadIsAnErrorWhoseIdIsInTheLogLineWithAutomaticContextPropagation() {
		Hooks.enableAutomaticContextPropagation();
		assertFailure(LateFailingJob.class);
	}

	@Test
	void nothingStaysCurrentOnTheThreadOfTheLastSignal() throws Exception {
		Scheduler scheduler = Schedulers.newSingle("signals");
		try (LogLines lines = LogLines.record()) {
			this.contextRunner.withBean(SignalJob.class, () -> new SignalJob(scheduler)).run((context) -> {
				lines.await("sold out");
				assertThat(recorder(context).awaitTrace()).hasRoot("SignalJob.work");
				CompletableFuture<Boolean> clean = new CompletableFuture<>();
				scheduler
					.schedule(() -> clean.complete(Context.current() == Context.root() && MDC.get("traceId") == null));
				assertThat(clean.get(10, TimeUnit.SECONDS)).isTrue();
			});
		}
		finally {
			scheduler.dispose();
		}
	}

	private void assertFailure(Class<?> job) {
		try (LogLines lines = LogLines.record()) {
			this.contextRunner.withBean(job).run((context) -> {
				ILoggingEvent line = lines.await("sold out");
				Trace trace = recorder(context).awaitTrace(line.getMDCPropertyMap().getOrDefault("traceId", "none"));
				assertThat(line.getMDCPropertyMap()).containsEntry("spanId", trace.root().context().getSpanId());
				assertThat(trace).hasRoot(job.getSimpleName() + ".work",
						(span) -> span.hasStatus(StatusCode.ERROR, "sold out")
							.hasError(IllegalStateException.class)
							.hasException(IllegalStateException.class, "sold out"));
			});
		}
	}

	@Test
	void aRunThatIsCancelledByTheEndOfTheApplicationIsNoError() {
		LinkedBlockingQueue<TraceRecorder> recorders = new LinkedBlockingQueue<>();
		this.contextRunner.withBean(NeverEndingJob.class).run((context) -> {
			assertThat(context.getBean(NeverEndingJob.class).subscribed.await(10, TimeUnit.SECONDS)).isTrue();
			recorders.add(recorder(context));
		});
		assertThat(recorders.remove().awaitTrace()).hasRoot("NeverEndingJob.work",
				(span) -> span.hasNoError().hasNoException());
	}

	@Test
	void whatHappensInAChainBelongsToTheRun() {
		this.contextRunner.withBean(ParentJob.class)
			.withBean(Service.class, Service::new)
			.run((context) -> assertThat(recorder(context).awaitTrace()).hasTree("""
					ParentJob.work
					  Service.call
					"""));
	}

	@Test
	void whatHappensOnAnotherThreadBelongsToTheRunWithAutomaticContextPropagation() {
		Hooks.enableAutomaticContextPropagation();
		this.contextRunner.withBean(HoppingParentJob.class)
			.withBean(Service.class, Service::new)
			.run((context) -> assertThat(recorder(context).awaitTrace((trace) -> trace.spans().size() == 2)).hasTree("""
					HoppingParentJob.work
					  Service.call
					"""));
	}

	@Test
	void theContextOfASubscriptionOnAnotherThreadIsThatOfTheRun() {
		this.contextRunner.withBean(ExplicitJob.class).run((context) -> {
			Trace trace = recorder(context).awaitTrace();
			assertThat(context.getBean(ExplicitJob.class).spans.poll(10, TimeUnit.SECONDS))
				.isEqualTo(trace.root().context().getSpanId());
		});
	}

	@Test
	@Tag(ScopesOfEveryTest.LEFT_OPEN)
	void anExcludedRunMakesNoSpans() {
		Hooks.enableAutomaticContextPropagation();
		CountDownLatch called = new CountDownLatch(2);
		this.contextRunner.withPropertyValues("tracing.scheduling.exclude=*ParentJob.work")
			.withBean(ParentJob.class)
			.withBean(HoppingParentJob.class)
			.withBean(Service.class, () -> new Service(called))
			.run((context) -> {
				assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(recorder(context)).hasNoSpans();
			});
	}

	private static TraceRecorder recorder(ApplicationContext context) {
		return context.getBean(TraceRecorder.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	static class RepeatedJob {

		@Scheduled(fixedRate = 5)
		Mono<String> work() {
			return Mono.just("done");
		}

	}

	static class SlowJob {

		final CountDownLatch emitted = new CountDownLatch(1);

		final CountDownLatch complete = new CountDownLatch(1);

		@Scheduled(initialDelay = 1)
		Flux<Integer> work() {
			return Flux.just(1, 2)
				.publishOn(Schedulers.boundedElastic())
				.doOnNext((value) -> this.emitted.countDown())
				.concatWith(Mono.fromCallable(() -> {
					this.complete.await();
					return 3;
				}));
		}

	}

	static class SubscribedJob {

		final BlockingQueue<String> spans = new LinkedBlockingQueue<>();

		@Scheduled(initialDelay = 1)
		Mono<String> work() {
			return Mono.fromCallable(() -> {
				this.spans.add(Span.current().getSpanContext().getSpanId());
				return "done";
			});
		}

	}

	static class ExplicitJob {

		final BlockingQueue<String> spans = new LinkedBlockingQueue<>();

		@Scheduled(initialDelay = 1)
		Mono<String> work() {
			return Mono.deferContextual((subscription) -> {
				this.spans.add(Span.fromContext(ReactorTraceContext.of(subscription)).getSpanContext().getSpanId());
				return Mono.just("done");
			}).subscribeOn(Schedulers.parallel());
		}

	}

	static class NeverEndingJob {

		final CountDownLatch subscribed = new CountDownLatch(1);

		@Scheduled(initialDelay = 1)
		Mono<Void> work() {
			return Mono.<Void>never().doOnSubscribe((subscription) -> this.subscribed.countDown());
		}

	}

	static class FailingJob {

		@Scheduled(fixedRate = 1, timeUnit = TimeUnit.HOURS)
		Mono<Void> work() {
			return Mono.error(() -> new IllegalStateException("sold out"));
		}

	}

	static class FailingFluxJob {

		@Scheduled(initialDelay = 1)
		Flux<Integer> work() {
			return Flux.just(1).concatWith(Mono.error(() -> new IllegalStateException("sold out")));
		}

	}

	static class FailingDelayJob {

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		Mono<Void> work() {
			return Mono.error(() -> new IllegalStateException("sold out"));
		}

	}

	static class LateFailingJob {

		@Scheduled(initialDelay = 1)
		Mono<Void> work() {
			return Mono.delay(Duration.ofMillis(1)).then(Mono.error(() -> new IllegalStateException("sold out")));
		}

	}

	static class SignalJob {

		private final Scheduler scheduler;

		SignalJob(Scheduler scheduler) {
			this.scheduler = scheduler;
		}

		@Scheduled(initialDelay = 1)
		Mono<Void> work() {
			return Mono.<Void>error(() -> new IllegalStateException("sold out")).subscribeOn(this.scheduler);
		}

	}

	static class ParentJob {

		private final Service service;

		ParentJob(Service service) {
			this.service = service;
		}

		@Scheduled(initialDelay = 1)
		Mono<String> work() {
			return Mono.fromCallable(this.service::call);
		}

	}

	static class HoppingParentJob {

		private final Service service;

		HoppingParentJob(Service service) {
			this.service = service;
		}

		@Scheduled(initialDelay = 1)
		Mono<String> work() {
			return Mono.just(1).publishOn(Schedulers.parallel()).map((value) -> this.service.call());
		}

	}

	static class Service {

		private final CountDownLatch called;

		Service() {
			this(new CountDownLatch(1));
		}

		Service(CountDownLatch called) {
			this.called = called;
		}

		@Traced
		String call() {
			this.called.countDown();
			return "done";
		}

	}

}
