package dev.tracing.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.tracing.export.ExportPipeline;
import dev.tracing.sampling.HeadSampler;
import dev.tracing.sampling.StartAttributes;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.SpanCustomizer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanProcessors;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with every auto-configuration on the class path, Spring Boot's and ours: its
 * actuator and its own OpenTelemetry modules are all there.
 */
class BootCoexistenceTests {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Everything.class)
		.withPropertyValues("spring.application.name=orders", "spring.batch.job.enabled=false",
				"management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:1/v1/traces",
				"tracing.export.shutdown-timeout=1ms");

	@Test
	void thereIsOneOfEachAndItIsOurs() {
		this.contextRunner.run((context) -> {
			assertSingleEngine(context);
			assertThat(context).hasBean("openTelemetryTracer")
				.hasSingleBean(ExportPipeline.class)
				.getBean(Sampler.class)
				.isInstanceOf(HeadSampler.class);
			assertThat(context.getBean(OpenTelemetrySdk.class).getSdkTracerProvider())
				.isSameAs(context.getBean(SdkTracerProvider.class));
			assertThat(makeSpan(context).getResource().getAttribute(SERVICE_NAME)).isEqualTo("orders");
		});
	}

	@Test
	void thereIsOneOfEachInAWebApplication() {
		new WebApplicationContextRunner().withUserConfiguration(Everything.class)
			.withPropertyValues("spring.batch.job.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(SdkTracerProvider.class)
				.hasSingleBean(OpenTelemetry.class)
				.hasSingleBean(Tracer.class)
				.hasSingleBean(io.micrometer.tracing.Tracer.class)
				.hasSingleBean(ObservationRegistry.class)
				.doesNotHaveBean(BatchSpanProcessor.class));
	}

	@Test
	void nothingOfSpringBootsExportsSpans() {
		this.contextRunner.run((context) -> {
			assertThat(context).doesNotHaveBean(BatchSpanProcessor.class)
				.doesNotHaveBean(SpanProcessors.class)
				.doesNotHaveBean(SpanExporters.class);
			assertThat(threadNames()).noneMatch((name) -> name.startsWith("BatchSpanProcessor"));
		});
	}

	@Test
	void theLoggerProviderOfSpringBootTakesPart() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(OpenTelemetrySdk.class).getSdkLoggerProvider())
				.isSameAs(context.getBean(SdkLoggerProvider.class));
			assertThat(context.getBean(SdkLoggerProvider.class).toString()).contains("orders");
		});
	}

	@Test
	void aMeterProviderOfTheApplicationTakesPart() {
		this.contextRunner.withBean(SdkMeterProvider.class, () -> SdkMeterProvider.builder().build())
			.run((context) -> assertThat(context.getBean(OpenTelemetrySdk.class).getSdkMeterProvider())
				.isSameAs(context.getBean(SdkMeterProvider.class)));
	}

	@Test
	void switchedOffLeavesTheFieldToSpringBoot() {
		this.contextRunner.withPropertyValues("tracing.enabled=false", "spring.main.lazy-initialization=true")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasBean("otelSdkTracerProvider")
					.hasSingleBean(SdkTracerProvider.class)
					.hasSingleBean(OpenTelemetry.class)
					.hasSingleBean(Tracer.class)
					.hasSingleBean(io.micrometer.tracing.Tracer.class)
					.hasSingleBean(Propagator.class)
					.hasSingleBean(BatchSpanProcessor.class)
					.doesNotHaveBean(TracingProperties.class);
				assertThat(ourBeans(context)).isEmpty();
			});
	}

	@Test
	void anOpenTelemetryOfTheApplicationIsTheOnlyOne() {
		InMemorySpanExporter exporter = InMemorySpanExporter.create();
		SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(exporter))
			.build();
		OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
			.setTracerProvider(provider)
			.setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
			.build();
		this.contextRunner.withBean("mine", OpenTelemetry.class, () -> openTelemetry).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(OpenTelemetry.class)
				.doesNotHaveBean(SdkTracerProvider.class)
				.doesNotHaveBean(ExportPipeline.class)
				.doesNotHaveBean(ContextPropagators.class)
				.doesNotHaveBean(BatchSpanProcessor.class);
			assertThat(context.getBean(StartAttributes.class).required()).isTrue();
			observe(context);
			makeSpan(context);
			assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName)
				.containsExactly("observed", "by hand");
		});
	}

	@Test
	void aTracerProviderOfTheApplicationIsUsed() {
		InMemorySpanExporter exporter = InMemorySpanExporter.create();
		this.contextRunner
			.withBean("mine", SdkTracerProvider.class,
					() -> SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build())
			.run((context) -> {
				assertSingleEngine(context);
				assertThat(context).doesNotHaveBean(ExportPipeline.class);
				assertThat(context.getBean(StartAttributes.class).required()).isTrue();
				observe(context);
				assertThat(exporter.getFinishedSpanItems()).hasSize(1);
			});
	}

	@Test
	void aTracerOfTheApplicationIsUsed() {
		Tracer tracer = OpenTelemetry.noop().getTracer("mine");
		this.contextRunner.withBean("mine", Tracer.class, () -> tracer).run((context) -> {
			assertSingleEngine(context);
			assertThat(context.getBean(Tracer.class)).isSameAs(tracer);
			assertThat(context.getBean(io.micrometer.tracing.Tracer.class).nextSpan().isNoop()).isTrue();
			observe(context);
		});
	}

	@Test
	void aMicrometerTracerOfTheApplicationIsTheOnlyOne() {
		this.contextRunner.withBean("mine", io.micrometer.tracing.Tracer.class, () -> io.micrometer.tracing.Tracer.NOOP)
			.run((context) -> {
				assertSingleEngine(context);
				assertThat(context).doesNotHaveBean(OtelTracer.class);
				observe(context);
			});
	}

	@Test
	void aPropagatorOfTheApplicationIsTheOnlyOne() {
		this.contextRunner.withBean("mine", Propagator.class, () -> Propagator.NOOP)
			.run(BootCoexistenceTests::assertSingleEngine);
	}

	@Test
	void aSamplerOfTheApplicationDecides() {
		this.contextRunner.withBean("mine", Sampler.class, Sampler::alwaysOff).run((context) -> {
			assertSingleEngine(context);
			assertThat(context.getBean(StartAttributes.class).required()).isTrue();
			assertThat(context.getBean(Tracer.class).spanBuilder("by hand").startSpan().isRecording()).isFalse();
		});
	}

	@Test
	void propagatorsOfTheApplicationAreUsed() {
		ContextPropagators propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
		this.contextRunner.withBean("mine", ContextPropagators.class, () -> propagators).run((context) -> {
			assertSingleEngine(context);
			assertThat(context.getBean(OpenTelemetry.class).getPropagators()).isSameAs(propagators);
			assertThat(context.getBean(Propagator.class).fields()).containsExactly("traceparent", "tracestate");
		});
	}

	@Test
	void aResourceOfTheApplicationIsUsed() {
		Resource resource = Resource.builder().put(SERVICE_NAME, "mine").build();
		this.contextRunner.withBean("mine", Resource.class, () -> resource).run((context) -> {
			assertSingleEngine(context);
			assertThat(makeSpan(context).getResource()).isSameAs(resource);
			assertThat(context.getBean(SdkLoggerProvider.class).toString()).contains("mine");
		});
	}

	@Test
	void spanLimitsOfTheApplicationAreUsed() {
		SpanLimits limits = SpanLimits.builder().setMaxNumberOfAttributes(1).build();
		this.contextRunner.withBean("mine", SpanLimits.class, () -> limits).run((context) -> {
			assertSingleEngine(context);
			assertThat(context.getBean(SdkTracerProvider.class).getSpanLimits()).isSameAs(limits);
		});
	}

	@Test
	void anExporterOfTheApplicationIsGivenEverySpanOnce() {
		InMemorySpanExporter exporter = InMemorySpanExporter.create();
		this.contextRunner.withBean("mine", SpanExporter.class, () -> exporter).run((context) -> {
			assertSingleEngine(context);
			observe(context);
			context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
			assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName).containsExactly("observed");
		});
	}

	@Test
	void aProcessorOfTheApplicationSeesEverySpanOnce() {
		EndedSpans ended = new EndedSpans();
		this.contextRunner.withBean("mine", SpanProcessor.class, () -> ended).run((context) -> {
			assertSingleEngine(context);
			observe(context);
			assertThat(ended.names).containsExactly("observed");
		});
	}

	@Test
	void aCustomizerMeantForSpringBootMayReadAttributesAtStart() {
		this.contextRunner
			.withBean(SdkTracerProviderBuilderCustomizer.class,
					() -> (builder) -> builder.setSampler(Sampler.alwaysOff()))
			.run((context) -> {
				assertSingleEngine(context);
				assertThat(context.getBean(StartAttributes.class).required()).isTrue();
				assertThat(context.getBean(Tracer.class).spanBuilder("by hand").startSpan().isRecording()).isFalse();
			});
		this.contextRunner.run((context) -> assertThat(context.getBean(StartAttributes.class).required()).isFalse());
	}

	private static void assertSingleEngine(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.hasSingleBean(SdkTracerProvider.class)
			.hasSingleBean(OpenTelemetry.class)
			.hasSingleBean(ContextPropagators.class)
			.hasSingleBean(Resource.class)
			.hasSingleBean(Sampler.class)
			.hasSingleBean(Tracer.class)
			.hasSingleBean(io.micrometer.tracing.Tracer.class)
			.hasSingleBean(Propagator.class)
			.hasSingleBean(OtelCurrentTraceContext.class)
			.hasSingleBean(SpanCustomizer.class)
			.hasSingleBean(ObservationRegistry.class)
			.doesNotHaveBean(BatchSpanProcessor.class);
	}

	private static void observe(ApplicationContext context) {
		Observation.createNotStarted("observed", context.getBean(ObservationRegistry.class)).observe(() -> {
		});
	}

	private static SpanData makeSpan(ApplicationContext context) {
		Span span = context.getBean(Tracer.class).spanBuilder("by hand").startSpan();
		span.end();
		return ((ReadableSpan) span).toSpanData();
	}

	private static List<String> threadNames() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	private static List<String> ourBeans(ApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.filter((name) -> !name.startsWith("bootCoexistenceTests"))
			.filter((name) -> {
				Class<?> type = context.getType(name, false);
				return type != null && type.getName().startsWith("dev.tracing.");
			})
			.filter((name) -> !name.endsWith(NoopTracingAutoConfiguration.class.getName()))
			.toList();
	}

	private static final class EndedSpans implements SpanProcessor {

		private final Collection<String> names = new ArrayList<>();

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			this.names.add(span.getName());
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

	}

}
