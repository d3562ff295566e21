package dev.tracing.actuate;

import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.propagation.OmittedFields;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingMetricsAutoConfiguration}.
 */
class TracingMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, TracingMetricsAutoConfiguration.class,
				MetricsAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class);

	@Test
	void countsWhatWasExportedAndWhatFailed() {
		this.contextRunner.withBean("steadySpanExporter", SpanExporter.class, () -> new AnsweringExporter(true))
			.withBean("brokenSpanExporter", SpanExporter.class, () -> new AnsweringExporter(false))
			.run((context) -> {
				makeSpans(context, 3);
				context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
				assertThat(spans(context, "steady", "exported")).isEqualTo(3);
				assertThat(spans(context, "steady", "failed")).isZero();
				assertThat(spans(context, "steady", "dropped")).isZero();
				assertThat(spans(context, "broken", "exported")).isZero();
				assertThat(spans(context, "broken", "failed")).isEqualTo(3);
				assertThat(gauge(context, "tracing.export.queue.size", "steady")).isZero();
				assertThat(gauge(context, "tracing.export.queue.capacity", "steady")).isEqualTo(8192);
			});
	}

	@Test
	void countsWhatCarriersHadNoRoomFor() {
		OmittedFields omitted = new OmittedFields("SQS", "nothing");
		omitted.report(2);
		this.contextRunner.withBean(OmittedFields.class, () -> omitted)
			.run((context) -> assertThat(context.getBean(MeterRegistry.class)
				.get("tracing.propagation.omitted")
				.tag("carrier", "SQS")
				.functionCounter()
				.count()).isEqualTo(2));
	}

	@Test
	void countsWhatAFullQueueDrops() {
		BlockedExporter exporter = new BlockedExporter();
		this.contextRunner.withBean("blockedSpanExporter", SpanExporter.class, () -> exporter)
			.withPropertyValues("tracing.export.queue-size=2", "tracing.export.batch-size=1")
			.run((context) -> {
				makeSpans(context, 1);
				exporter.called.await();
				makeSpans(context, 5);
				assertThat(gauge(context, "tracing.export.queue.size", "blocked")).isEqualTo(2);
				assertThat(gauge(context, "tracing.export.queue.capacity", "blocked")).isEqualTo(2);
				assertThat(spans(context, "blocked", "dropped")).isEqualTo(3);
				exporter.released.countDown();
				context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
				assertThat(spans(context, "blocked", "exported")).isEqualTo(3);
				assertThat(spans(context, "blocked", "dropped")).isEqualTo(3);
			});
	}

	@Test
	void countsFaults() {
		this.contextRunner.run((context) -> {
			context.getBean(TracingFaults.class).report("testing", new IllegalStateException("on purpose"));
			assertThat(context.getBean(MeterRegistry.class).get("tracing.faults").functionCounter().count())
				.isEqualTo(1);
		});
	}

	@Test
	void publishesFaultsOnlyWithoutAPipeline() {
		this.contextRunner.withBean(OpenTelemetry.class, OpenTelemetry::noop).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.find("tracing.faults").functionCounter()).isNotNull();
			assertThat(registry.find("tracing.export.spans").functionCounters()).isEmpty();
		});
	}

	@Test
	void backsOffWhenTracingIsSwitchedOff() {
		this.contextRunner.withPropertyValues("tracing.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TracingMeterBinder.class));
	}

	@Test
	void backsOffWhenThereIsNoMeterRegistry() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TracingAutoConfiguration.class, TracingMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TracingMeterBinder.class));
	}

	@Test
	void backsOffWhenMicrometerIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TracingMeterBinder.class));
	}

	private static void makeSpans(ApplicationContext context, int number) {
		Tracer tracer = context.getBean(Tracer.class);
		for (int i = 0; i < number; i++) {
			tracer.spanBuilder("span").startSpan().end();
		}
	}

	private static double spans(ApplicationContext context, String exporter, String outcome) {
		return context.getBean(MeterRegistry.class)
			.get("tracing.export.spans")
			.tag("exporter", exporter)
			.tag("outcome", outcome)
			.functionCounter()
			.count();
	}

	private static double gauge(ApplicationContext context, String name, String exporter) {
		return context.getBean(MeterRegistry.class).get(name).tag("exporter", exporter).gauge().value();
	}

	private static class AnsweringExporter implements SpanExporter {

		private final boolean succeeds;

		AnsweringExporter(boolean succeeds) {
			this.succeeds = succeeds;
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			return (this.succeeds) ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

	private static final class BlockedExporter extends AnsweringExporter {

		private final CountDownLatch called = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		BlockedExporter() {
			super(true);
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			this.called.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				return CompletableResultCode.ofFailure();
			}
			return super.export(spans);
		}

	}

}
