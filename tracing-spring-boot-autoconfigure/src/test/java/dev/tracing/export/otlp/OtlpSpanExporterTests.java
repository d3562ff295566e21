package dev.tracing.export.otlp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import dev.tracing.export.otlp.OtlpReceiver.Request;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OtlpSpanExporter} over real sockets, mostly against collectors that
 * misbehave.
 */
class OtlpSpanExporterTests {

	private final OtlpReceiver receiver = OtlpReceiver.start();

	private OtlpSpanExporter exporter = TestExporters.create(this.receiver.endpoint());

	@AfterEach
	void stop() {
		this.exporter.shutdown();
		this.receiver.close();
	}

	@Test
	void sendsSpansCompressed() {
		assertSucceeds(export(SpanFixtures.spans(512)));
		Request request = this.receiver.requests().get(0);
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.target()).isEqualTo("/v1/traces");
		assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
		assertThat(request.header("Content-Encoding")).isEqualTo("gzip");
		assertThat(request.body().length).isLessThan(request.message().getSerializedSize() / 4);
		assertThat(request.spans()).hasSize(512);
	}

	@Test
	void sendsSpansUncompressed() {
		use(false, Map.of());
		assertSucceeds(export(SpanFixtures.spans(3)));
		Request request = this.receiver.requests().get(0);
		assertThat(request.header("Content-Encoding")).isNull();
		assertThat(request.spans()).hasSize(3);
	}

	@Test
	void sendsConfiguredHeaders() {
		use(true, Map.of("Authorization", "Bearer secret", "x-tenant", "blue"));
		assertSucceeds(export(SpanFixtures.spans(1)));
		Request request = this.receiver.requests().get(0);
		assertThat(request.header("authorization")).isEqualTo("Bearer secret");
		assertThat(request.header("X-Tenant")).isEqualTo("blue");
		assertThat(request.header("User-Agent")).startsWith("tracing-spring-boot");
	}

	@Test
	void letsTheUserAgentBeReplaced() {
		use(true, Map.of("user-agent", "mine"));
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests().get(0).header("User-Agent")).isEqualTo("mine");
	}

	@Test
	void doesNotAskForAnotherVersionOfHttp() {
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests().get(0).headers()).doesNotContainKeys("Upgrade", "HTTP2-Settings");
	}

	@Test
	void keepsBatchesApartThatShareABuffer() {
		for (int size : List.of(300, 1, 50)) {
			this.receiver.clear();
			assertSucceeds(export(SpanFixtures.spans(size)));
			assertThat(this.receiver.spans()).extracting(Span::getName)
				.containsExactlyElementsOf(SpanFixtures.spans(size).stream().map(SpanData::getName).toList());
		}
	}

	@Test
	void sendsVeryLargeBatches() {
		use(false, Map.of());
		assertSucceeds(export(SpanFixtures.spans(50_000)));
		assertThat(this.receiver.spans()).hasSize(50_000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 502, 503, 504 })
	void triesAgainAfterPassingFailures(int status) {
		this.receiver.answer(OtlpAnswer.status(status), OtlpAnswer.status(status));
		assertSucceeds(export(SpanFixtures.spans(2)));
		assertThat(this.receiver.requests()).hasSize(3);
		assertThat(this.receiver.spans()).hasSize(2);
	}

	@Test
	void givesUpAfterFiveAttempts() {
		this.receiver.answerAlways(OtlpAnswer.status(503).withBody("  overloaded,\r\ncome back\tlater\u0007 "));
		assertFails(export(SpanFixtures.spans(2)), "answered 503: overloaded,  come back later (after 5 attempts)");
		assertThat(this.receiver.requests()).hasSize(5);
	}

	@Test
	void waitsAsLongAsTheCollectorAsks() {
		this.receiver.answer(OtlpAnswer.status(429).withHeader("Retry-After", "1"));
		long start = System.nanoTime();
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void doesNotCountTheWaitThatTheCollectorAsksForAgainstItsOwnTime() {
		use(Duration.ofSeconds(20), new RetryPolicy(5, Duration.ofMillis(1), Duration.ofMillis(1),
				Duration.ofSeconds(30), Duration.ofSeconds(2)));
		this.receiver.answer(OtlpAnswer.status(429).withHeader("Retry-After", "2"));
		assertSucceeds(export(SpanFixtures.spans(1)));
	}

	@Test
	void doesNotWaitForeverBecauseTheCollectorAsks() {
		use(Duration.ofSeconds(20), new RetryPolicy(5, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1),
				Duration.ofSeconds(20)));
		this.receiver.answer(OtlpAnswer.status(503).withHeader("Retry-After", "86400"),
				OtlpAnswer.status(503).withHeader("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
				OtlpAnswer.status(503).withHeader("Retry-After", "soon"));
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests()).hasSize(4);
	}

	@Test
	void givesUpWhenItsTimeIsOver() {
		use(Duration.ofSeconds(20), new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1),
				Duration.ofSeconds(20)));
		this.receiver.answerAlways(OtlpAnswer.status(503));
		assertFails(export(SpanFixtures.spans(1)), "answered 503");
		assertThat(this.receiver.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 405, 415, 431, 500, 501 })
	void doesNotTryAgainAfterLastingFailures(int status) {
		this.receiver.answerAlways(OtlpAnswer.status(status));
		assertThat(reason(export(SpanFixtures.spans(1)))).startsWith("answered " + status);
		assertThat(this.receiver.requests()).hasSize(1);
	}

	@Test
	void passesOnWhatTheCollectorSays() {
		byte[] status = { 8, 3, 18, 8, 'b', 'a', 'd', ' ', 's', 'p', 'a', 'n' };
		this.receiver.answer(
				OtlpAnswer.status(400).withHeader("Content-Type", "application/x-protobuf").withBody(status),
				OtlpAnswer.status(400).withHeader("Content-Type", "application/json").withBody("{\"error\":\"no\"}"),
				OtlpAnswer.status(400).withHeader("Content-Type", "application/x-protobuf").withBody("garbage"));
		assertFails(export(SpanFixtures.spans(1)), "answered 400: bad span");
		assertFails(export(SpanFixtures.spans(1)), "answered 400: {\"error\":\"no\"}");
		assertFails(export(SpanFixtures.spans(1)), "answered 400");
	}

	@Test
	void boundsWhatTheCollectorSays() {
		this.receiver.answer(OtlpAnswer.status(400).withBody("😀".repeat(1_000_000)));
		assertFails(export(SpanFixtures.spans(1)), "answered 400: " + "😀".repeat(200));
		assertSucceeds(export(SpanFixtures.spans(1)));
	}

	@Test
	void namesTheUsualMistakeWhenThePathIsUnknown() {
		this.exporter.shutdown();
		this.exporter = TestExporters.create(this.receiver.url("/collector"));
		this.receiver.answerAlways(OtlpAnswer.status(404));
		assertThat(reason(export(SpanFixtures.spans(1)))).contains("answered 404", "tracing.export.otlp.endpoint",
				"/v1/traces");
		assertThat(this.receiver.requests().get(0).target()).isEqualTo("/collector");
	}

	@Test
	void pointsAtTheHeadersWhenCredentialsAreRefused() {
		this.receiver.answerAlways(OtlpAnswer.status(401));
		assertThat(reason(export(SpanFixtures.spans(1)))).contains("tracing.export.otlp.headers");
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void doesNotFollowRedirects(int status) {
		try (OtlpReceiver other = OtlpReceiver.start()) {
			this.receiver
				.answerAlways(OtlpAnswer.status(status).withHeader("Location", other.url("/v1/traces?token=secret")));
			assertFails(export(SpanFixtures.spans(1)), "answered " + status + ", a redirect to '" + other.endpoint()
					+ "' that is not followed; set tracing.export.otlp.endpoint to where the collector is");
			assertThat(this.receiver.requests()).hasSize(1);
			assertThat(other.requests()).isEmpty();
		}
	}

	@Test
	void countsRejectedSpansAsFailed() {
		this.receiver.answer(OtlpAnswer.partialSuccess(2, "too old"));
		assertFails(export(SpanFixtures.spans(5)), "2 of 5 spans: rejected by the collector: too old");
		assertThat(this.receiver.requests()).hasSize(1);
	}

	@Test
	void believesNoMoreRejectionsThanThereAreSpans() {
		this.receiver.answer(OtlpAnswer.partialSuccess(Long.MAX_VALUE, "all"), OtlpAnswer.partialSuccess(-7, "some"));
		assertFails(export(SpanFixtures.spans(5)), "rejected by the collector: all");
		assertSucceeds(export(SpanFixtures.spans(5)));
	}

	@Test
	void takesAWarningForSuccess() {
		this.receiver.answer(OtlpAnswer.partialSuccess(0, "please upgrade"));
		assertSucceeds(export(SpanFixtures.spans(5)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "OK", "{}", "\n", "\n\u0004\b\u0001", "\n\u0002\b", "\u0008\u0001", "<html>", "\u007F",
			"\n\u000B\b\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080" })
	void ignoresGarbageAfterASuccess(String body) {
		this.receiver.answer(OtlpAnswer.ok()
			.withHeader("Content-Type", "application/x-protobuf")
			.withBody(body.getBytes(StandardCharsets.ISO_8859_1)));
		assertSucceeds(export(SpanFixtures.spans(1)));
	}

	@Test
	void reportsAPeerThatDoesNotSpeakHttp() {
		this.receiver
			.answerAlways(OtlpAnswer.raw("220 smtp.example.org ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
		assertThat(reason(export(SpanFixtures.spans(1)))).startsWith("no valid HTTP answer: ");
		assertThat(this.receiver.requests()).hasSize(1);
	}

	@Test
	void triesAgainWhenTheConnectionIsClosedWithoutAnAnswer() {
		this.receiver.answer(OtlpAnswer.hangUp(), OtlpAnswer.raw("HTTP/1.1 20".getBytes(StandardCharsets.US_ASCII)));
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests()).hasSize(3);
	}

	@Test
	void doesNotSendSpansAgainThatWereAcceptedBeforeTheConnectionBroke() {
		this.receiver.answer(OtlpAnswer
			.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII)));
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests()).hasSize(1);
	}

	@Test
	void doesNotWaitForAnAnswerThatDoesNotEnd() {
		use(Duration.ofSeconds(1), TestExporters.IMPATIENT);
		this.receiver.answer(OtlpAnswer.drip(Duration.ofMillis(5)));
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests()).hasSize(1);
		assertSucceeds(export(SpanFixtures.spans(1)));
	}

	@Test
	void readsOnlyTheBeginningOfAHugeAnswer() {
		this.receiver.answer(OtlpAnswer.drip(Duration.ZERO));
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertSucceeds(export(SpanFixtures.spans(1)));
	}

	@Test
	void triesAgainWhenThereIsNoAnswerInTime() {
		use(Duration.ofSeconds(1), TestExporters.IMPATIENT);
		this.receiver.answer(OtlpAnswer.hang());
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertThat(this.receiver.requests()).hasSize(2);
	}

	@Test
	void givesUpWhenThereIsNeverAnAnswer() {
		use(Duration.ofMillis(100),
				new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(30)));
		this.receiver.answerAlways(OtlpAnswer.hang());
		assertFails(export(SpanFixtures.spans(1)), "no answer within 100 ms (after 3 attempts)");
	}

	@Test
	void reportsThatNobodyListens() {
		this.receiver.close();
		assertFails(export(SpanFixtures.spans(1)), "cannot connect (after 5 attempts)");
	}

	@Test
	void reportsAnUnknownHost() {
		// No name server is asked for a label of more than 63 characters.
		String host = "a".repeat(64) + ".invalid";
		this.exporter.shutdown();
		this.exporter = TestExporters.create("http://" + host + ":4317");
		assertThat(reason(export(SpanFixtures.spans(1)))).contains("the host '" + host + "' is unknown",
				"4317 is usually OTLP over gRPC");
	}

	@Test
	void reachesACollectorThatComesUpLater() {
		this.receiver.close();
		use(Duration.ofSeconds(20), new RetryPolicy(10_000, Duration.ofMillis(20), Duration.ofMillis(20), Duration.ZERO,
				Duration.ofSeconds(60)));
		AtomicReference<CompletableResultCode> result = new AtomicReference<>();
		Thread worker = exportInBackground(result);
		try (OtlpReceiver restarted = OtlpReceiver.start(this.receiver.port())) {
			assertThat(restarted.awaitSpans(1)).hasSize(1);
			awaitEnd(worker);
			assertSucceeds(result.get());
		}
	}

	@Test
	void splitsABatchThatIsTooLarge() {
		this.receiver.answer(OtlpAnswer.status(413), OtlpAnswer.status(413));
		assertSucceeds(export(SpanFixtures.spans(9)));
		assertThat(this.receiver.requests()).extracting((request) -> request.spans().size())
			.containsExactly(9, 4, 2, 2, 5);
		assertThat(this.receiver.spans()).hasSize(9);
	}

	@Test
	void losesOnlyThePartOfABatchThatIsTooLarge() {
		this.receiver.answer(OtlpAnswer.status(413), OtlpAnswer.ok(), OtlpAnswer.status(413), OtlpAnswer.status(413));
		assertThat(reason(export(SpanFixtures.spans(4)))).startsWith("1 of 4 spans: answered 413, ");
		assertThat(this.receiver.spans()).hasSize(3);
	}

	@Test
	void doesNotSplitWithoutEnd() {
		this.receiver.answerAlways(OtlpAnswer.status(413));
		assertThat(reason(export(SpanFixtures.spans(512)))).startsWith("answered 413, ");
		assertThat(this.receiver.requests()).hasSize(31);
	}

	@Test
	void reportsSpansThatCannotBeEncodedAndSendsTheRest() {
		SpanData broken = new DelegatingSpanData(SpanFixtures.fullSpan()) {
			@Override
			public StatusData getStatus() {
				throw new IllegalStateException("broken");
			}
		};
		assertFails(export(List.of(SpanFixtures.fullSpan(), broken)),
				"1 of 2 spans: cannot be encoded: java.lang.IllegalStateException: broken");
		assertThat(this.receiver.spans()).hasSize(1);
	}

	@Test
	void neverThrows() {
		SpanData broken = new DelegatingSpanData(SpanFixtures.fullSpan()) {
			@Override
			public Resource getResource() {
				throw new IllegalStateException("broken");
			}
		};
		assertFails(export(List.of(broken)), "unexpected java.lang.IllegalStateException: broken");
		assertSucceeds(export(SpanFixtures.spans(1)));
	}

	@Test
	void abortsARequestWhenInterrupted() {
		this.receiver.answerAlways(OtlpAnswer.hang());
		assertInterruptible();
	}

	@Test
	void abortsTheWaitBetweenAttemptsWhenInterrupted() {
		use(Duration.ofSeconds(20),
				new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(1)));
		this.receiver.answerAlways(OtlpAnswer.status(503));
		assertInterruptible();
	}

	@Test
	void worksAgainAfterAnInterruption() {
		this.receiver.answer(OtlpAnswer.hang());
		assertInterruptible();
		assertSucceeds(export(SpanFixtures.spans(3)));
	}

	@Test
	void abortsARequestWhenShutDown() {
		this.receiver.answerAlways(OtlpAnswer.hang());
		AtomicReference<CompletableResultCode> result = new AtomicReference<>();
		Thread worker = exportInBackground(result);
		this.receiver.awaitRequests(1);
		this.exporter.shutdown();
		awaitEnd(worker);
		assertFails(result.get(), "given up, the exporter is shut down");
	}

	@Test
	void abortsTheWaitBetweenAttemptsWhenShutDown() {
		use(Duration.ofSeconds(20),
				new RetryPolicy(5, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(1)));
		this.receiver.answerAlways(OtlpAnswer.status(503));
		AtomicReference<CompletableResultCode> result = new AtomicReference<>();
		Thread worker = exportInBackground(result);
		this.receiver.awaitRequests(1);
		this.exporter.shutdown();
		awaitEnd(worker);
		assertThat(result.get().isSuccess()).isFalse();
	}

	@Test
	void exportsNothingAfterShutdown() {
		assertSucceeds(export(SpanFixtures.spans(1)));
		assertSucceeds(this.exporter.shutdown());
		assertSucceeds(this.exporter.shutdown());
		assertFails(export(SpanFixtures.spans(1)), "given up, the exporter is shut down");
		assertThat(this.receiver.requests()).hasSize(1);
	}

	@Test
	void flushesByDoingNothingBecauseNothingWaits() {
		assertSucceeds(this.exporter.flush());
		assertThat(this.receiver.requests()).isEmpty();
	}

	@Test
	void startsNoThreadBeforeTheFirstExportAndLeavesNoneAfterShutdown() {
		Set<Thread> others = clientThreads();
		use(true, Map.of());
		assertThat(others).containsAll(clientThreads());
		assertSucceeds(export(SpanFixtures.spans(1)));
		Set<Thread> own = clientThreads();
		own.removeAll(others);
		assertThat(own).isNotEmpty().allMatch(Thread::isDaemon);
		this.exporter.shutdown();
		awaitEnd(own);
	}

	@Test
	void describesItselfWithoutSecrets() {
		this.exporter.shutdown();
		this.exporter = TestExporters.create("http://collector:4318/v1/traces?token=secret");
		assertThat(this.exporter).hasToString("OTLP http://collector:4318/v1/traces");
	}

	private void use(boolean gzip, Map<String, String> headers) {
		this.exporter.shutdown();
		this.exporter = TestExporters.create(this.receiver.endpoint(), gzip, headers, Duration.ofSeconds(20),
				TestExporters.IMPATIENT, (client) -> {
				});
	}

	private void use(Duration timeout, RetryPolicy policy) {
		this.exporter.shutdown();
		this.exporter = TestExporters.create(this.receiver.endpoint(), timeout, policy);
	}

	private CompletableResultCode export(Collection<SpanData> spans) {
		return this.exporter.export(spans);
	}

	private Thread exportInBackground(AtomicReference<CompletableResultCode> result) {
		Thread worker = new Thread(() -> result.set(export(SpanFixtures.spans(1))), "otlp-exporter-test");
		worker.start();
		return worker;
	}

	private void assertInterruptible() {
		AtomicReference<CompletableResultCode> result = new AtomicReference<>();
		Set<Boolean> interrupted = new HashSet<>();
		Thread worker = new Thread(() -> {
			result.set(export(SpanFixtures.spans(1)));
			interrupted.add(Thread.currentThread().isInterrupted());
		}, "otlp-exporter-test");
		worker.start();
		this.receiver.awaitRequests(1);
		worker.interrupt();
		awaitEnd(worker);
		assertFails(result.get(), "given up, the exporting thread was interrupted");
		assertThat(interrupted).containsExactly(true);
	}

	private static void awaitEnd(Thread worker) {
		await().atMost(Duration.ofSeconds(10)).until(() -> !worker.isAlive());
	}

	// A client of JDK 17 stops its selector thread once it is garbage.
	private static void awaitEnd(Set<Thread> threads) {
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return threads.stream().noneMatch(Thread::isAlive);
		});
	}

	private static Set<Thread> clientThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("tracing-export-otlp-http")
					|| thread.getName().matches("HttpClient-\\d+-SelectorManager"))
			.collect(Collectors.toSet());
	}

	private static void assertSucceeds(CompletableResultCode result) {
		assertThat(result.isDone()).isTrue();
		assertThat(result.isSuccess()).as("%s", result.getFailureThrowable()).isTrue();
	}

	private static void assertFails(CompletableResultCode result, String reason) {
		assertThat(reason(result)).isEqualTo(reason);
	}

	private static String reason(CompletableResultCode result) {
		assertThat(result.isDone()).isTrue();
		assertThat(result.isSuccess()).isFalse();
		String reason = result.getFailureThrowable().getMessage();
		assertThat(reason).doesNotContainPattern("\\p{Cntrl}");
		return reason;
	}

}
