package dev.tracing.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import dev.tracing.logging.LogCorrelation;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link TracingAutoConfiguration}.
 */
class TracingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class));

	@Test
	void providesTheEngine() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(OpenTelemetry.class)
			.hasSingleBean(SdkTracerProvider.class)
			.hasSingleBean(ContextPropagators.class)
			.hasSingleBean(Tracer.class)
			.hasSingleBean(io.micrometer.tracing.Tracer.class)
			.hasSingleBean(Propagator.class)
			.hasSingleBean(Resource.class)
			.hasSingleBean(Sampler.class));
	}

	@Test
	void makesNoMeterOrLoggerProviderOfItsOwn() {
		this.contextRunner.run((context) -> {
			OpenTelemetry openTelemetry = context.getBean(OpenTelemetry.class);
			assertThat(openTelemetry.getTracerProvider()).isSameAs(context.getBean(SdkTracerProvider.class));
			assertThat(openTelemetry.getPropagators()).isSameAs(context.getBean(ContextPropagators.class));
			assertThat(openTelemetry.getMeterProvider()).isSameAs(MeterProvider.noop());
			assertThat(openTelemetry.getLogsBridge()).isSameAs(LoggerProvider.noop());
		});
	}

	@Test
	void takesTheVersionFromTheBuild() {
		Properties build = new Properties();
		build.setProperty("version", "1.2.3");
		this.contextRunner.withBean(BuildProperties.class, () -> new BuildProperties(build))
			.run((context) -> assertThat(
					context.getBean(Resource.class).getAttribute(AttributeKey.stringKey("service.version")))
				.isEqualTo("1.2.3"));
	}

	@Test
	void recordsAsManyNewTracesPerSecondAsAreSet() {
		this.contextRunner.withPropertyValues("tracing.sampling.traces-per-second=3").run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			List<Boolean> sampled = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				Span span = tracer.spanBuilder("work").startSpan();
				sampled.add(span.getSpanContext().isSampled());
				span.end();
			}
			// A slow machine may need more than a second.
			assertThat(sampled).startsWith(true, true, true, false).filteredOn((yes) -> yes).hasSizeLessThan(100);
		});
	}

	@Test
	void readsAndWritesTheFormatsThatAreSet() {
		this.contextRunner.withPropertyValues("tracing.propagation.extract=b3", "tracing.propagation.inject=b3-multi")
			.run((context) -> {
				Propagator propagator = context.getBean(Propagator.class);
				io.micrometer.tracing.Span span = propagator
					.extract(Map.of("b3", "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1", "traceparent",
							"00-11111111111111111111111111111111-2222222222222222-01"), Map::get)
					.start();
				Map<String, String> injected = new HashMap<>();
				propagator.inject(span.context(), injected, Map::put);
				span.end();
				assertThat(injected).containsOnly(entry("X-B3-TraceId", "4bf92f3577b34da6a3ce929d0e0e4736"),
						entry("X-B3-SpanId", span.context().spanId()), entry("X-B3-Sampled", "1"));
			});
	}

	@Test
	void givesEverySpanToEachExporterOnce() {
		InMemorySpanExporter first = InMemorySpanExporter.create();
		InMemorySpanExporter second = InMemorySpanExporter.create();
		this.contextRunner.withBean("firstSpanExporter", SpanExporter.class, () -> first)
			.withBean("secondSpanExporter", SpanExporter.class, () -> second)
			.run((context) -> {
				context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
				context.getBean(SdkTracerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
				assertThat(first.getFinishedSpanItems()).hasSize(1);
				assertThat(second.getFinishedSpanItems()).hasSize(1);
			});
	}

	@Test
	void exportsWhatTheApplicationsOwnProcessorsAdd() {
		InMemorySpanExporter exporter = InMemorySpanExporter.create();
		this.contextRunner.withBean(SpanExporter.class, () -> exporter)
			.withBean(SpanProcessor.class, TenantProcessor::new)
			.run((context) -> {
				context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
				context.getBean(SdkTracerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
				assertThat(exporter.getFinishedSpanItems()).singleElement()
					.extracting((span) -> span.getAttributes().get(AttributeKey.stringKey("tenant")))
					.isEqualTo("acme");
			});
	}

	@Test
	void processorThatThrowsDoesNotReachTheApplication() {
		this.contextRunner.withBean(SpanProcessor.class, ThrowingProcessor::new).run((context) -> {
			context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
			assertThat(context.getBean(TracingFaults.class).count()).isEqualTo(2);
		});
	}

	@Test
	void attributesAreDeferrableOnlyIfNobodyReadsThemAtStart() {
		this.contextRunner.run((context) -> assertThat(context.getBean(StartAttributes.class).required()).isFalse());
		this.contextRunner.withBean(Sampler.class, Sampler::alwaysOn)
			.run((context) -> assertThat(context.getBean(StartAttributes.class).required()).isTrue());
		this.contextRunner.withBean(SpanProcessor.class, TenantProcessor::new)
			.run((context) -> assertThat(context.getBean(StartAttributes.class).required()).isTrue());
	}

	@Test
	void appliesCustomizersOfTheApplicationAndThoseMeantForSpringBoot() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(BootCustomizersTracingAutoConfiguration.class))
			.withBean(SdkTracerProviderCustomizer.class,
					() -> (builder) -> builder.addResource(Resource.builder().put("ours", "1").build()))
			.withBean(SdkTracerProviderBuilderCustomizer.class,
					() -> (builder) -> builder.addResource(Resource.builder().put("boots", "1").build()))
			.run((context) -> {
				Span span = context.getBean(Tracer.class).spanBuilder("work").startSpan();
				assertThat(((ReadableSpan) span).toSpanData().getResource().getAttributes().asMap())
					.containsEntry(AttributeKey.stringKey("ours"), "1")
					.containsEntry(AttributeKey.stringKey("boots"), "1");
			});
	}

	@Test
	void bothTracersSeeTheSameCurrentSpan() {
		this.contextRunner.run((context) -> {
			Span span = context.getBean(Tracer.class).spanBuilder("work").startSpan();
			try (Scope scope = span.makeCurrent()) {
				io.micrometer.tracing.Span current = context.getBean(io.micrometer.tracing.Tracer.class).currentSpan();
				assertThat(current).isNotNull();
				assertThat(current.context().spanId()).isEqualTo(span.getSpanContext().getSpanId());
			}
		});
	}

	@Test
	void doesNothingWhenSwitchedOff() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(NoopTracingAutoConfiguration.class))
			.withPropertyValues("tracing.enabled=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(SdkTracerProvider.class).doesNotHaveBean(LogCorrelation.class);
				assertThat(context.getBean(io.micrometer.tracing.Tracer.class))
					.isSameAs(io.micrometer.tracing.Tracer.NOOP);
				assertThat(context.getBean(Tracer.class).spanBuilder("work").startSpan().isRecording()).isFalse();
			});
	}

	private static final class TenantProcessor implements SpanProcessor {

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
			span.setAttribute("tenant", "acme");
		}

		@Override
		public boolean isStartRequired() {
			return true;
		}

		@Override
		public void onEnd(ReadableSpan span) {
		}

		@Override
		public boolean isEndRequired() {
			return false;
		}

	}

	private static final class ThrowingProcessor implements SpanProcessor {

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
			throw new IllegalStateException("start");
		}

		@Override
		public boolean isStartRequired() {
			return true;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			throw new IllegalStateException("end");
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

}
