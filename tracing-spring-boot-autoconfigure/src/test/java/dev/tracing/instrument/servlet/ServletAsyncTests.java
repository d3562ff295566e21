package dev.tracing.instrument.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpanAssert;
import dev.tracing.test.TracingExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFilter} with asynchronous requests.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServletAsyncTests {

	@Parameter
	private TestServer server;

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	private TestHttpClient client;

	@BeforeParameterizedClassInvocation
	void start() {
		this.context = this.server.start(this.recorder);
		this.client = new TestHttpClient(
				"http://127.0.0.1:" + this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterParameterizedClassInvocation
	void stop() {
		assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred", "future", "stream", "sse" })
	void spanEndsWithResponse(String kind) {
		Gate gate = this.context.getBean(AsyncController.class).gate(kind);
		CompletableFuture<HttpResponse<String>> response = CompletableFuture
			.supplyAsync(() -> this.client.get("/async/" + kind));
		gate.awaitReached();
		assertThat(this.recorder.openSpans()).hasSize(1);
		gate.open();
		assertThat(response.join().statusCode()).isEqualTo(200);
		assertThat(response.join().body()).contains("ne");
		hasServerSpan("GET /async/" + kind,
				(span) -> span.hasNoError().hasNoException().hasAttribute("http.response.status_code", 200L));
	}

	@Test
	void unhandledExceptionIsError() {
		HttpResponse<String> response = this.client.get("/async/unhandled", "X-Error-Child", "yes");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasTree("""
					GET /async/unhandled [SERVER]
					  error page
					""");
			trace.hasRoot("GET /async/unhandled",
					(span) -> span.hasError(IllegalStateException.class)
						.hasException(IllegalStateException.class, "asynchronous trouble")
						.hasAttribute("http.response.status_code", 500L));
		});
		assertThat(this.recorder.spans()).extracting((span) -> span.getName())
			.containsExactly("error page", "GET /async/unhandled");
		assertThat(this.recorder.spans().get(1).getEvents()).hasSize(1);
		assertThat(response.body()).contains(this.recorder.spans().get(1).getTraceId());
	}

	@ParameterizedTest
	@ValueSource(ints = { 409, 503 })
	void handledExceptionIsRecorded(int status) {
		assertThat(this.client.get("/async/handled/" + status).statusCode()).isEqualTo(status);
		hasServerSpan("GET /async/handled/{status}", (span) -> {
			span.hasException(NumberFormatException.class).hasAttribute("http.response.status_code", (long) status);
			if (status == 503) {
				span.hasError(NumberFormatException.class);
			}
			else {
				span.hasNoError();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred" })
	void timeoutIs503(String kind) {
		HttpResponse<String> response = this.client.get("/async/timeout/" + kind, "X-Error-Child", "yes");
		this.context.getBean(AsyncController.class).gate("timeout").open();
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasTree("GET /async/timeout/" + kind + " [SERVER]\n  error page");
			trace.hasRoot("GET /async/timeout/" + kind, (span) -> span.hasError(AsyncRequestTimeoutException.class)
				.hasAttribute("http.response.status_code", 503L));
		});
		assertThat(response.body()).contains(this.recorder.spans().get(1).getSpanId());
	}

	@Test
	void timeoutWithResultIsNoError() {
		assertThat(this.client.get("/async/timeout/handled").body()).isEqualTo("in time");
		hasServerSpan("GET /async/timeout/handled",
				(span) -> span.hasNoError().hasNoException().hasAttribute("http.response.status_code", 200L));
	}

	@Test
	void timeoutOfEventStreamIsRecorded() {
		assertThat(this.client.get("/async/timeout/sse").body()).contains("do");
		hasServerSpan("GET /async/timeout/sse",
				(span) -> span.hasNoError()
					.hasException(AsyncRequestTimeoutException.class)
					.hasAttribute("http.response.status_code", 200L));
	}

	@Test
	void failureOfEventStreamIsErrorWithStatusThatWasSent() {
		getIncomplete("/async/sse-failing");
		hasServerSpan("GET /async/sse-failing",
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "no more events")
					.hasAttribute("http.response.status_code", 200L));
	}

	@Test
	void clientThatLeavesIsNoError() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.client.port())) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write("GET /async/endless HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			InputStream input = socket.getInputStream();
			assertThat(input.readNBytes(100_000)).hasSize(100_000);
		}
		hasServerSpan("GET /async/endless",
				(span) -> span.hasNoError().hasAttribute("http.response.status_code", 200L));
		assertThat(this.recorder.spans().get(0).getEvents()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "complete, 202", "complete-at-once, 200", "dispatch, 200", "restart, 200" })
	void endsSpanOfPlainServlet(String path, int status) {
		assertThat(this.client.get("/raw/" + path).statusCode()).isEqualTo(status);
		hasServerSpan("GET", (span) -> span.hasNoError().hasAttribute("http.response.status_code", (long) status));
	}

	@ParameterizedTest
	@CsvSource({ "send-error, 503", "timeout, 500" })
	void endsSpanOfFailingPlainServlet(String path, int status) {
		assertThat(this.client.get("/raw/" + path).statusCode()).isEqualTo(status);
		assertThat(this.recorder)
			.hasSingleTrace((trace) -> trace.hasRoot("GET", (span) -> span.hasError(Integer.toString(status))
				.hasAttribute("http.response.status_code", (long) status)));
	}

	@Test
	void exceptionAfterStartIsError() {
		assertThat(this.client.get("/raw/throw").statusCode()).isEqualTo(500);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("GET",
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "after start")
					.hasAttribute("http.response.status_code", 500L)));
		assertThat(this.recorder.spans()).last().satisfies((span) -> assertThat(span.getEvents()).hasSize(1));
	}

	private void getIncomplete(String path) {
		try {
			this.client.get(path);
		}
		catch (UncheckedIOException ex) {
			assertThat(ex).hasCauseInstanceOf(IOException.class);
		}
	}

	private void hasServerSpan(String name, Consumer<TraceSpanAssert> requirements) {
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasSpanCount(1);
			trace.hasRoot(name, (span) -> requirements.accept(span.isServer()));
		});
	}

}
