package dev.tracing.instrument.lambda;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests that spans are exported before a function returns.
 */
class LambdaFlushTests {

	private final RecordingExporter exporter = new RecordingExporter();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class, LambdaTracingAutoConfiguration.class))
		.withPropertyValues("tracing.export.delay=1h", "tracing.export.shutdown-timeout=1ms")
		.withBean(SpanExporter.class, () -> this.exporter);

	@Test
	void exportsBeforeTheExceptionIsThrown() {
		this.runner.run((context) -> {
			RequestHandler<Object, Object> handler = trace(context, (event, call) -> {
				throw new IllegalStateException("sold out");
			});
			assertThatIllegalStateException().isThrownBy(() -> handler.handleRequest(Map.of(), new TestCall()));
			assertThat(this.exporter.names).containsExactly("orders");
		});
	}

	@Test
	void exportsBeforeTheResponseIsReturned() {
		this.runner.run((context) -> {
			RequestHandler<Object, Object> handler = trace(context, (event, call) -> {
				context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
				assertThat(this.exporter.names).isEmpty();
				return null;
			});
			handler.handleRequest(Map.of(), new TestCall());
			assertThat(this.exporter.names).containsExactly("work", "orders");
		});
	}

	@Test
	void handlerWithinHandlerExportsNothing() {
		this.runner.run((context) -> {
			RequestHandler<Object, Object> inner = trace(context, (event, call) -> {
				context.getBean(Tracer.class).spanBuilder("work").startSpan().end();
				return null;
			});
			trace(context, (event, call) -> {
				inner.handleRequest(event, call);
				assertThat(this.exporter.names).isEmpty();
				return null;
			}).handleRequest(Map.of(), new TestCall());
			assertThat(this.exporter.names).containsExactly("work", "orders");
		});
	}

	@Test
	void interruptedHandlerIsExportedAndStaysInterrupted() {
		this.runner.run((context) -> {
			trace(context, (event, call) -> {
				Thread.currentThread().interrupt();
				return null;
			}).handleRequest(Map.of(), new TestCall());
			assertThat(Thread.interrupted()).isTrue();
			assertThat(this.exporter.names).containsExactly("orders");
		});
	}

	/**
	 * That the handler returns at all, while the exporter hangs, is the test.
	 */
	@Test
	void hangingExporterDoesNotKeepTheFunction() {
		this.exporter.hang();
		try {
			this.runner.withPropertyValues("tracing.lambda.flush-timeout=1ms").run((context) -> {
				assertThat(trace(context, (event, call) -> "done").handleRequest(Map.of(), new TestCall()))
					.isEqualTo("done");
				assertThat(trace(context, (event, call) -> "again").handleRequest(Map.of(), new TestCall()))
					.isEqualTo("again");
				assertThat(this.exporter.names).isEmpty();
			});
		}
		finally {
			this.exporter.goOn();
		}
	}

	@Test
	void functionThatIsOutOfTimeDoesNotWait() {
		this.exporter.hang();
		try {
			this.runner.withPropertyValues("tracing.lambda.flush-timeout=1h")
				.run((context) -> assertThat(trace(context, (event, call) -> "done").handleRequest(Map.of(),
						new TestCall().remainingMillis(90)))
					.isEqualTo("done"));
		}
		finally {
			this.exporter.goOn();
		}
	}

	@Test
	void waitsNoLongerThanLambdaLets() {
		TraceFlush flush = new TraceFlush(CompletableResultCode::ofSuccess, Duration.ofSeconds(1), new TracingFaults());
		assertThat(flush.patienceMillis(call(60_000))).isEqualTo(1000);
		assertThat(flush.patienceMillis(call(700))).isEqualTo(700 - TraceFlush.RESERVE_MILLIS);
		assertThat(flush.patienceMillis(call(10))).isNegative();
		assertThat(flush.patienceMillis(call(Integer.MIN_VALUE))).isNegative();
		assertThat(flush.patienceMillis(new FunctionCall("orders", null, false))).isEqualTo(1000);
	}

	@Test
	void flushThatFailsIsReportedOnly() {
		TracingFaults faults = new TracingFaults();
		new TraceFlush(() -> {
			throw new IllegalStateException("no SDK");
		}, Duration.ofSeconds(1), faults).await(call(1000));
		assertThat(faults.count()).isOne();
	}

	@Test
	void exportsThroughSdkOfTheApplication() {
		OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
			.setTracerProvider(SdkTracerProvider.builder()
				.addSpanProcessor(
						BatchSpanProcessor.builder(this.exporter).setScheduleDelay(Duration.ofHours(1)).build())
				.build())
			.build();
		this.runner.withBean(OpenTelemetry.class, () -> sdk).run((context) -> {
			trace(context, (event, call) -> "done").handleRequest(Map.of(), new TestCall());
			assertThat(this.exporter.names).containsExactly("orders");
		});
	}

	@Test
	void lacksNothingWithoutSdk() {
		this.runner.withBean(OpenTelemetry.class, OpenTelemetry::noop)
			.run((context) -> assertThat(
					trace(context, (event, call) -> "done").handleRequest(Map.of(), new TestCall()))
				.isEqualTo("done"));
	}

	private static RequestHandler<Object, Object> trace(ApplicationContext context,
			RequestHandler<Object, Object> handler) {
		return context.getBean(LambdaTracing.class).trace(handler);
	}

	private static FunctionCall call(int remainingMillis) {
		return new FunctionCall("orders", new TestCall().remainingMillis(remainingMillis), false);
	}

	private static final class RecordingExporter implements SpanExporter {

		private final List<String> names = new CopyOnWriteArrayList<>();

		private volatile CountDownLatch gate = new CountDownLatch(0);

		void hang() {
			this.gate = new CountDownLatch(1);
		}

		void goOn() {
			this.gate.countDown();
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			try {
				this.gate.await();
			}
			catch (InterruptedException ex) {
				return CompletableResultCode.ofFailure();
			}
			spans.forEach((span) -> this.names.add(span.getName()));
			return CompletableResultCode.ofSuccess();
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

}
