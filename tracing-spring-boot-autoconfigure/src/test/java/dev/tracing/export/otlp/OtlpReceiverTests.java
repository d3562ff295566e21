package dev.tracing.export.otlp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link OtlpReceiver}, on which other tests rely.
 */
class OtlpReceiverTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void decodesWhatItIsSent() throws Exception {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			HttpResponse<byte[]> response = post(receiver, message("a", "b"), false);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(receiver.awaitSpans(2)).extracting(Span::getName).containsExactly("a", "b");
			assertThat(receiver.requests().get(0).method()).isEqualTo("POST");
			assertThat(receiver.requests().get(0).target()).isEqualTo("/v1/traces");
		}
	}

	@Test
	void decompressesWhatItIsSent() throws Exception {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			post(receiver, message("a"), true);
			assertThat(receiver.awaitSpans(1)).extracting(Span::getName).containsExactly("a");
		}
	}

	@Test
	void answersAsScriptedAndReceivesOnlySpansItAccepted() throws Exception {
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			receiver.answer(OtlpAnswer.status(503).withHeader("Retry-After", "7").withBody("busy"));
			HttpResponse<byte[]> refused = post(receiver, message("a"), false);
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Retry-After")).contains("7");
			assertThat(refused.body()).asString().isEqualTo("busy");
			post(receiver, message("b"), false);
			assertThat(receiver.requests()).hasSize(2);
			assertThat(receiver.spans()).extracting(Span::getName).containsExactly("b");
		}
	}

	@Test
	void closesWhileAnExporterWaitsForAnAnswer() {
		OtlpReceiver receiver = OtlpReceiver.start().answerAlways(OtlpAnswer.hang());
		var answer = this.client.sendAsync(request(receiver, message("a"), false), BodyHandlers.ofByteArray());
		receiver.awaitRequests(1);
		receiver.close();
		assertThat(answer).failsWithin(Duration.ofSeconds(20));
	}

	@Test
	void hangsUp() {
		try (OtlpReceiver receiver = OtlpReceiver.start().answerAlways(OtlpAnswer.hangUp())) {
			assertThatIOException().isThrownBy(() -> post(receiver, message("a"), false));
		}
	}

	private HttpResponse<byte[]> post(OtlpReceiver receiver, byte[] body, boolean gzip) throws Exception {
		return this.client.send(request(receiver, body, gzip), BodyHandlers.ofByteArray());
	}

	private static HttpRequest request(OtlpReceiver receiver, byte[] body, boolean gzip) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(receiver.endpoint()));
		if (gzip) {
			request.header("Content-Encoding", "gzip");
		}
		return request.POST(BodyPublishers.ofByteArray(gzip ? gzip(body) : body)).build();
	}

	private static byte[] gzip(byte[] body) {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (OutputStream out = new GZIPOutputStream(compressed)) {
			out.write(body);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return compressed.toByteArray();
	}

	private static byte[] message(String... names) {
		ScopeSpans.Builder spans = ScopeSpans.newBuilder();
		for (String name : names) {
			spans.addSpans(Span.newBuilder().setName(name));
		}
		return ExportTraceServiceRequest.newBuilder()
			.addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
			.build()
			.toByteArray();
	}

}
