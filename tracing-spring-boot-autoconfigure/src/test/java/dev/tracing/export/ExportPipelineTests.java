package dev.tracing.export;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ExportPipeline} and {@link ExportQueue}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExportPipelineTests {

	private static final ExportQueueSettings SETTINGS = new ExportQueueSettings(64, 8, Duration.ofMillis(20),
			Duration.ofSeconds(10));

	private final CountDownLatch release = new CountDownLatch(1);

	private SdkTracerProvider provider = SdkTracerProvider.builder().build();

	@AfterEach
	void close() {
		this.release.countDown();
		this.provider.close();
	}

	@Test
	void exportsFinishedSpansInBatches() {
		RecordingExporter exporter = new RecordingExporter((spans) -> CompletableResultCode.ofSuccess());
		ExportQueue queue = start(exporter);
		endSpans(30);
		await().until(() -> exporter.spans.size() == 30);
		await().until(() -> queue.statistics().exported() == 30);
		assertThat(exporter.largestBatch).isLessThanOrEqualTo(8);
		assertThat(queue.statistics().dropped()).isZero();
		assertThat(queue.statistics().failed()).isZero();
	}

	@Test
	void spanWaitsNoLongerThanTheDelay() {
		RecordingExporter exporter = new RecordingExporter((spans) -> CompletableResultCode.ofSuccess());
		start(exporter);
		endSpans(1);
		await().atMost(Duration.ofSeconds(5)).until(() -> exporter.spans.size() == 1);
	}

	@Test
	void flushExportsWithoutWaitingForTheDelay() {
		RecordingExporter exporter = new RecordingExporter((spans) -> CompletableResultCode.ofSuccess());
		start(new ExportQueueSettings(64, 8, Duration.ofHours(1), Duration.ofSeconds(10)), exporter);
		endSpans(3);
		assertThat(this.provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
		assertThat(exporter.spans).hasSize(3);
	}

	@Test
	void flushIsNotOverBeforeSpansThatEndedBeforeItAreExported() {
		CountDownLatch exporting = new CountDownLatch(1);
		RecordingExporter exporter = new RecordingExporter((spans) -> {
			exporting.countDown();
			awaitUninterruptibly(this.release);
			return CompletableResultCode.ofSuccess();
		});
		start(new ExportQueueSettings(64, 8, Duration.ofHours(1), Duration.ofSeconds(10)), exporter);
		endSpans(1);
		CompletableResultCode first = this.provider.forceFlush();
		awaitUninterruptibly(exporting);
		endSpans(1);
		CompletableResultCode second = this.provider.forceFlush();
		this.release.countDown();
		assertThat(first.join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
		assertThat(second.join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
		assertThat(exporter.spans).hasSize(2);
	}

	@Test
	void slowExporterStarvesNoOther() {
		RecordingExporter slow = new RecordingExporter((spans) -> {
			awaitUninterruptibly(this.release);
			return CompletableResultCode.ofSuccess();
		});
		RecordingExporter fast = new RecordingExporter((spans) -> CompletableResultCode.ofSuccess());
		start(SETTINGS, slow, fast);
		endSpans(40);
		await().until(() -> fast.spans.size() == 40);
		assertThat(slow.spans).hasSizeLessThan(40);
	}

	@Test
	void fullQueueDropsNewSpansAndCountsThemAndSaysSoOnce(CapturedOutput output) {
		CountDownLatch exporting = new CountDownLatch(1);
		RecordingExporter stuck = new RecordingExporter((spans) -> {
			exporting.countDown();
			awaitUninterruptibly(this.release);
			return CompletableResultCode.ofSuccess();
		});
		ExportQueue queue = start(stuck);
		endSpans(1);
		awaitUninterruptibly(exporting);
		endSpans(500);
		assertThat(queue.statistics().dropped()).isEqualTo(500 - 64);
		assertThat(queue.statistics().queueSize()).isEqualTo(64);
		assertThat(output).contains("queue is full (tracing.export.queue-size=64)");
		assertThat(linesWith(output, "are dropped")).isEqualTo(1);
		this.release.countDown();
		await().until(() -> queue.statistics().exported() == 65);
	}

	@Test
	void failuresAreCountedAndLoggedOnceInOneLine(CapturedOutput output) {
		ExportQueue queue = start(new RecordingExporter(
				(spans) -> CompletableResultCode.ofExceptionalFailure(new IllegalStateException("HTTP 503"))));
		endSpans(100);
		await().until(() -> queue.statistics().failed() + queue.statistics().dropped() == 100);
		assertThat(queue.statistics().lastFailure()).isEqualTo("HTTP 503");
		assertThat(linesWith(output, "HTTP 503")).isEqualTo(1);
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void partialFailureCountsEachSpanAsWhatBecameOfIt() {
		AtomicInteger batches = new AtomicInteger();
		ExportQueue queue = start(new RecordingExporter((spans) -> {
			batches.incrementAndGet();
			return CompletableResultCode
				.ofExceptionalFailure(new PartialExportException(spans.size() - 1, "all but one", null));
		}));
		endSpans(40);
		this.provider.forceFlush().join(10, TimeUnit.SECONDS);
		assertThat(queue.statistics().exported()).isEqualTo(batches.get()).isPositive();
		assertThat(queue.statistics().failed()).isEqualTo(40 - batches.get());
	}

	@Test
	void exporterThatThrowsKeepsItsWorkerAlive() {
		AtomicBoolean broken = new AtomicBoolean(true);
		ExportQueue queue = start(new RecordingExporter((spans) -> {
			if (broken.get()) {
				throw new NoClassDefFoundError("missing");
			}
			return CompletableResultCode.ofSuccess();
		}));
		endSpans(1);
		await().until(() -> queue.statistics().failed() == 1);
		broken.set(false);
		endSpans(1);
		await().until(() -> queue.statistics().exported() == 1);
	}

	@Test
	void exporterThatNeverAnswersIsGivenUpAfterItsTimeout() {
		ExportQueue queue = start(new ExportQueueSettings(64, 8, Duration.ofMillis(20), Duration.ofMillis(100)),
				new RecordingExporter((spans) -> new CompletableResultCode()));
		endSpans(1);
		await().until(() -> queue.statistics().failed() == 1);
		assertThat(queue.statistics().lastFailure()).isEqualTo("no answer within 100 ms");
	}

	@Test
	void unsampledSpansAreNotExported() {
		RecordingExporter exporter = new RecordingExporter((spans) -> CompletableResultCode.ofSuccess());
		ExportPipeline pipeline = new ExportPipeline(List.of(new ExportQueue("test", exporter, SETTINGS)),
				Duration.ofSeconds(2));
		this.provider = SdkTracerProvider.builder()
			.setSampler(new RecordOnlySampler())
			.addSpanProcessor(pipeline)
			.build();
		endSpans(3);
		this.provider.forceFlush().join(10, TimeUnit.SECONDS);
		assertThat(exporter.spans).isEmpty();
	}

	@Test
	void shutdownExportsWhatWaitsAndStopsTheExporter() {
		RecordingExporter exporter = new RecordingExporter((spans) -> CompletableResultCode.ofSuccess());
		start(new ExportQueueSettings(64, 8, Duration.ofHours(1), Duration.ofSeconds(10)), exporter);
		endSpans(20);
		this.provider.close();
		assertThat(exporter.spans).hasSize(20);
		assertThat(exporter.stopped).isTrue();
	}

	@Test
	void shutdownGivesUpOnAnExporterThatHangs() {
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch exporting = new CountDownLatch(1);
		RecordingExporter hanging = new RecordingExporter((spans) -> {
			exporting.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return CompletableResultCode.ofFailure();
		});
		ExportQueue queue = start(hanging);
		endSpans(20);
		awaitUninterruptibly(exporting);
		this.provider.close();
		awaitUninterruptibly(interrupted);
		await().until(() -> queue.statistics().failed() + queue.statistics().dropped() == 20);
	}

	@Test
	void spansThatEndAfterShutdownAreCountedAsDropped() {
		ExportQueue queue = start(new RecordingExporter((spans) -> CompletableResultCode.ofSuccess()));
		this.provider.shutdown().join(10, TimeUnit.SECONDS);
		queue.add((ReadableSpan) SdkTracerProvider.builder().build().get("late").spanBuilder("late").startSpan());
		assertThat(queue.statistics().dropped()).isEqualTo(1);
		assertThat(queue.flush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
	}

	private ExportQueue start(SpanExporter exporter) {
		return start(SETTINGS, exporter);
	}

	private ExportQueue start(ExportQueueSettings settings, SpanExporter... exporters) {
		List<ExportQueue> queues = Arrays.stream(exporters)
			.map((exporter) -> new ExportQueue("test", exporter, settings))
			.toList();
		this.provider = SdkTracerProvider.builder()
			.addSpanProcessor(new ExportPipeline(queues, Duration.ofMillis(500)))
			.build();
		return queues.get(0);
	}

	private void endSpans(int number) {
		for (int i = 0; i < number; i++) {
			this.provider.get("test").spanBuilder("work").startSpan().end();
		}
	}

	private static long linesWith(CapturedOutput output, String text) {
		return output.toString().lines().filter((line) -> line.contains(text)).count();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class RecordingExporter implements SpanExporter {

		private final List<SpanData> spans = new CopyOnWriteArrayList<>();

		private final Function<Collection<SpanData>, CompletableResultCode> answer;

		private volatile int largestBatch;

		private volatile boolean stopped;

		RecordingExporter(Function<Collection<SpanData>, CompletableResultCode> answer) {
			this.answer = answer;
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> spans) {
			CompletableResultCode result = this.answer.apply(spans);
			this.largestBatch = Math.max(this.largestBatch, spans.size());
			this.spans.addAll(spans);
			return result;
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			this.stopped = true;
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public String toString() {
			return "recording exporter";
		}

	}

	private static final class RecordOnlySampler implements Sampler {

		@Override
		public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
				Attributes attributes, List<LinkData> parentLinks) {
			return SamplingResult.create(SamplingDecision.RECORD_ONLY);
		}

		@Override
		public String getDescription() {
			return "record only";
		}

	}

}
