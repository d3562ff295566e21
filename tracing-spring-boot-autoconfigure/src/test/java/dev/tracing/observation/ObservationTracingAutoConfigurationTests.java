package dev.tracing.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ClassUtils;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservationTracingAutoConfiguration}.
 */
@SuppressWarnings("try")
class ObservationTracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class,
				ObservationTracingAutoConfiguration.class, ObservationAutoConfiguration.class,
				MicrometerTracingAutoConfiguration.class, MetricsAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withBean(TraceRecorder.class);

	private final ApplicationContextRunner unmeteredRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
						ObservationAutoConfiguration.class, MicrometerTracingAutoConfiguration.class))
		.withBean(TraceRecorder.class);

	@Test
	void turnsObservationsIntoSpans() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(ObservationSpanHandler.class).hasSingleBean(ObservationRegistry.class);
			observe(context, "order.place");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasTree("order.place"));
			assertThat(context.getBean(MeterRegistry.class).get("order.place").timer().count()).isEqualTo(1);
		});
	}

	@Test
	void comesBeforeTheHandlersOfSpringBoot() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(DefaultTracingObservationHandler.class);
			assertThat(context.getBeanProvider(TracingObservationHandler.class).orderedStream().findFirst())
				.containsInstanceOf(ObservationSpanHandler.class);
		});
	}

	@Test
	void letsAHandlerOfTheApplicationWithANegativeOrderComeFirst() {
		this.contextRunner.withUserConfiguration(ForeignHandlerConfiguration.class).run((context) -> {
			observe(context, "foreign.work");
			observe(context, "order.place");
			assertThat(context.getBean(TraceRecorder.class)).hasTraceCount(2)
				.hasTraceSatisfying((trace) -> trace.hasTree("foreign"))
				.hasTraceSatisfying((trace) -> trace.hasTree("order.place"));
		});
	}

	@Test
	void worksWithoutTheTracingModuleOfSpringBoot() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TracingAutoConfiguration.class, ObservationTracingAutoConfiguration.class,
							ObservationAutoConfiguration.class, MetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withBean(TraceRecorder.class)
			.run((context) -> {
				observe(context, "order.place");
				observe(context, "spring.security.filterchains");
				assertThat(context.getBean(TraceRecorder.class))
					.hasSingleTrace((trace) -> trace.hasTree("order.place"));
				assertThat(context.getBean(MeterRegistry.class).get("spring.security.filterchains").timer().count())
					.isEqualTo(1);
			});
	}

	@Test
	void worksWithoutMeters() {
		this.unmeteredRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class)).run((context) -> {
			observe(context, "order.place");
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasTree("order.place"));
		});
	}

	@Test
	void setsAttributesAfterTheStartWhereNothingReadsThemBefore() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class,
					ObservationTracingAutoConfiguration.class, ObservationAutoConfiguration.class))
			.withBean(InMemorySpanExporter.class, InMemorySpanExporter::create)
			.run((context) -> {
				Observation.createNotStarted("order.place", context.getBean(ObservationRegistry.class))
					.lowCardinalityKeyValue("shop", "berlin")
					.observe(() -> {
					});
				context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
				assertThat(context.getBean(InMemorySpanExporter.class).getFinishedSpanItems()).singleElement()
					.satisfies((span) -> assertThat(span.getAttributes().asMap()).hasSize(1));
			});
	}

	@Test
	void showsTheSpanToExemplars() {
		this.contextRunner.withUserConfiguration(ExemplarConfiguration.class).run((context) -> {
			observe(context, "order.place");
			String spanId = context.getBean(TraceRecorder.class).spans().get(0).getSpanId();
			assertThat(context.getBean(ExemplarHandler.class).spanIds).containsExactly(spanId);
		});
	}

	@Test
	void showsTheEnclosingSpanToExemplarsOfExcludedObservations() {
		this.contextRunner.withUserConfiguration(ExemplarConfiguration.class).run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			Span span = tracer.nextSpan().name("server");
			Observation observation;
			try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
				observation = Observation.start("spring.security.filterchains",
						context.getBean(ObservationRegistry.class));
			}
			observation.stop();
			span.end();
			assertThat(context.getBean(ExemplarHandler.class).spanIds).containsExactly(span.context().spanId());
		});
	}

	@Test
	void makesSpansOfExcludedObservationsOnRequest() {
		this.contextRunner.withPropertyValues("tracing.observation.exclude=").run((context) -> {
			observe(context, "spring.security.filterchains");
			assertThat(context.getBean(TraceRecorder.class)).hasSpanCount(1);
		});
	}

	@Test
	void failsOnAPatternThatCannotMatch() {
		this.contextRunner.withPropertyValues("tracing.observation.exclude=spring.*.security").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.observation.exclude")
				.hasMessageContaining("spring.*.security");
		});
	}

	@Test
	void makesNoSpansAndKeepsMetersWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.observation.enabled=false").run((context) -> {
			observe(context, "order.place");
			assertThat(context.getBean(TraceRecorder.class)).hasNoSpans();
			assertThat(context.getBean(MeterRegistry.class).get("order.place").timer().count()).isEqualTo(1);
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ObservationSpanHandler.class));
	}

	@Test
	void backsOffWhenTheObservationApiIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ObservationHandler.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ObservationSpanHandler.class));
	}

	@Test
	void backsOffWhenTheOpenTelemetryBridgeIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(OtelTracer.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ObservationSpanHandler.class));
	}

	@Test
	void leavesObservationsToOthersWhenTheTracerIsNotOpenTelemetrys() {
		this.contextRunner.withBean("customTracer", Tracer.class, () -> Tracer.NOOP).run((context) -> {
			observe(context, "order.place");
			assertThat(context.getBean(ObservationSpanHandler.class).supportsContext(new Observation.Context()))
				.isFalse();
			assertThat(context.getBean(TraceRecorder.class)).hasNoSpans();
			assertThat(context.getBean(MeterRegistry.class).get("order.place").timer().count()).isEqualTo(1);
		});
	}

	@Test
	void observationsThatNobodyHearsAreNotMade() {
		this.unmeteredRunner.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			assertThat(Observation.createNotStarted("spring.security.filterchains", registry).isNoop()).isTrue();
			assertThat(Observation.createNotStarted("room", OwnedContext::new, registry).isNoop()).isTrue();
			assertThat(Observation.createNotStarted("order.place", registry).isNoop()).isFalse();
		});
	}

	@Test
	void childrenOfObservationsThatAreNotMadeFindTheirSpan() {
		this.unmeteredRunner.run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			Span span = tracer.nextSpan().name("server");
			try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
				Observation.createNotStarted("room", OwnedContext::new, context.getBean(ObservationRegistry.class))
					.observe(() -> observe(context, "order.place"));
			}
			span.end();
			assertThat(context.getBean(TraceRecorder.class)).hasSingleTrace((trace) -> trace.hasTree("""
					server
					  order.place
					"""));
		});
	}

	@Test
	void observationsThatSomeoneElseMayHearAreMade() {
		assertObserved(this.unmeteredRunner.withBean(ObservationTextPublisher.class, ObservationTextPublisher::new));
		assertObserved(this.unmeteredRunner.withUserConfiguration(RegistryConfiguration.class));
		assertObserved(this.unmeteredRunner.withBean(ObservationRegistryCustomizer.class, () -> (registry) -> {
		}));
		assertObserved(this.unmeteredRunner.withUserConfiguration(ForeignHandlerConfiguration.class));
		assertObserved(this.unmeteredRunner.withBean("customTracer", Tracer.class, () -> Tracer.NOOP));
		assertObserved(this.contextRunner);
	}

	@Test
	void backsOffWithoutTheEngine() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ObservationTracingAutoConfiguration.class,
					ObservationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ObservationRegistry.class)
				.doesNotHaveBean(ObservationSpanHandler.class));
	}

	private static void assertObserved(ApplicationContextRunner contextRunner) {
		contextRunner.run((context) -> assertThat(
				Observation.createNotStarted("spring.security.filterchains", context.getBean(ObservationRegistry.class))
					.isNoop())
			.isFalse());
	}

	private static void observe(ApplicationContext context, String name) {
		Observation.createNotStarted(name, context.getBean(ObservationRegistry.class)).observe(() -> {
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ForeignHandlerConfiguration {

		@Bean
		@Order(-1)
		ForeignHandler foreignHandler(Tracer tracer) {
			return new ForeignHandler(tracer);
		}

	}

	static class ForeignHandler extends DefaultTracingObservationHandler {

		ForeignHandler(Tracer tracer) {
			super(tracer);
		}

		@Override
		public String getSpanName(Observation.Context context) {
			return "foreign";
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return "foreign.work".equals(context.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ExemplarConfiguration {

		@Bean
		@Order(0)
		ExemplarHandler exemplarHandler(Tracer tracer) {
			return new ExemplarHandler(tracer);
		}

	}

	static class ExemplarHandler implements MeterObservationHandler<Observation.Context> {

		private final List<String> spanIds = new ArrayList<>();

		private final Tracer tracer;

		ExemplarHandler(Tracer tracer) {
			this.tracer = tracer;
		}

		@Override
		public void onStop(Observation.Context context) {
			this.spanIds.add(this.tracer.currentSpan().context().spanId());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryConfiguration {

		@Bean
		ObservationRegistry registryOfTheApplication() {
			return ObservationRegistry.create();
		}

	}

	private static final class OwnedContext extends ScheduledTaskObservationContext {

		OwnedContext() {
			super("task", ClassUtils.getMethod(Object.class, "toString"));
		}

	}

}
