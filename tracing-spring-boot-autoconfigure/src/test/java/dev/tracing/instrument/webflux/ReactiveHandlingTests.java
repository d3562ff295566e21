package dev.tracing.instrument.webflux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link TracedHandling} with results that come later, in parts or never.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactiveHandlingTests {

	private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	private static final String[] CALLER = { "traceparent", "00-" + TRACE_ID + "-b7ad6b7169203331-01" };

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
	@ValueSource(strings = { "mono", "flux", "future" })
	void spanIsCurrentInOperators(String kind) {
		String body = this.client.get("/reactive/" + kind + "/ids", CALLER).body();
		hasServerSpan("GET /reactive/" + kind + "/ids", TraceSpanAssert::hasNoError);
		String ids = TRACE_ID + "," + this.recorder.spans().get(0).getSpanId();
		assertThat(body).startsWith(ids + "," + ids);
		assertThat(body.split(";")).allSatisfy((element) -> assertThat(element).isEqualTo(ids + "," + ids));
	}

	@Test
	void spanIsCurrentWhereBodyIsRead() throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.client.port() + "/reactive/echo"))
			.POST(HttpRequest.BodyPublishers.ofString("hello"))
			.build();
		String body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
		hasServerSpan("POST /reactive/echo", TraceSpanAssert::hasNoError);
		assertThat(body).startsWith(
				"hello," + this.recorder.spans().get(0).getTraceId() + "," + this.recorder.spans().get(0).getSpanId());
	}

	@Test
	void childOfOperatorBelongsToRequest() {
		this.client.get("/reactive/child");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /reactive/child [SERVER]
				  child
				"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mono", "flux", "sse" })
	void spanEndsWithResponse(String kind) {
		Gate gate = this.context.getBean(ReactiveController.class).newGate();
		CompletableFuture<HttpResponse<String>> response = CompletableFuture
			.supplyAsync(() -> this.client.get("/reactive/" + kind));
		gate.awaitReached();
		assertThat(this.recorder.openSpans()).hasSize(1);
		gate.open();
		assertThat(response.join().statusCode()).isEqualTo(200);
		assertThat(response.join().body()).contains("done");
		hasServerSpan("GET /reactive/" + kind,
				(span) -> span.hasNoError().hasNoException().hasAttribute("http.response.status_code", 200L));
	}

	@Test
	void unhandledExceptionIsError() {
		LogEvents events = LogEvents.record();
		try {
			assertThat(this.client.get("/reactive/unhandled").statusCode()).isEqualTo(500);
			hasServerSpan("GET /reactive/unhandled",
					(span) -> span.hasError(IllegalStateException.class)
						.hasException(IllegalStateException.class, "nobody cares")
						.hasAttribute("http.response.status_code", 500L));
			hasEvents(1);
			assertThat(events.withException(IllegalStateException.class)).isNotEmpty()
				.allSatisfy((event) -> assertThat(event.getMDCPropertyMap()).containsEntry("spanId",
						this.recorder.spans().get(0).getSpanId()));
		}
		finally {
			events.stop();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 409, 503 })
	void handledExceptionIsRecorded(int status) {
		assertThat(this.client.get("/reactive/handled/" + status).statusCode()).isEqualTo(status);
		hasServerSpan("GET /reactive/handled/{status}", (span) -> {
			span.hasException(ReactiveController.ReactiveException.class, "known trouble")
				.hasAttribute("http.response.status_code", (long) status);
			if (status == 503) {
				span.hasError(ReactiveController.ReactiveException.class);
			}
			else {
				span.hasNoError();
			}
		});
		hasEvents(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "recovered", "timeout/handled" })
	void recoveredExceptionIsNoneAtAll(String path) {
		assertThat(this.client.get("/reactive/" + path).statusCode()).isEqualTo(200);
		hasServerSpan("GET /reactive/" + path, (span) -> span.hasNoError().hasNoException());
	}

	@Test
	void timeoutIsError() {
		assertThat(this.client.get("/reactive/timeout").statusCode()).isEqualTo(500);
		hasServerSpan("GET /reactive/timeout",
				(span) -> span.hasError(TimeoutException.class).hasAttribute("http.response.status_code", 500L));
		hasEvents(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sse-failing", "committed-then-failed" })
	void failureAfterCommitIsErrorWithStatusThatWasSent(String path) {
		getIncomplete("/reactive/" + path);
		hasServerSpan("GET /reactive/" + path,
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class)
					.hasAttribute("http.response.status_code", 200L));
		hasEvents(1);
	}

	@Test
	void clientThatLeavesStreamIsNoError() throws IOException {
		Gate ended = this.context.getBean(ReactiveController.class).newGate();
		LogEvents events = LogEvents.record();
		try {
			getAndLeave("/reactive/endless", 100_000);
			ended.awaitReached();
			hasServerSpan("GET /reactive/endless",
					(span) -> span.hasNoError().hasAttribute("http.response.status_code", 200L));
			if (this.server == TestServer.NETTY) {
				// Servlet containers cancel on a thread of theirs, and Reactor restores
				// no context for that.
				assertThat(events.withMessage("ended by")).singleElement()
					.satisfies((event) -> assertThat(event.getMDCPropertyMap()).containsEntry("spanId",
							this.recorder.spans().get(0).getSpanId()));
			}
		}
		finally {
			events.stop();
		}
	}

	@Test
	void clientThatLeavesBeforeResponseIsNoError() throws IOException {
		assumeTrue(this.server == TestServer.NETTY, "Others notice only when they write");
		Gate reached = this.context.getBean(ReactiveController.class).newGate();
		LogEvents events = LogEvents.record();
		try (Socket socket = open("/reactive/never")) {
			reached.awaitReached();
			socket.close();
			assertThat(this.recorder).hasSingleTrace((trace) -> {
				trace.hasTree("""
						GET /reactive/never [SERVER]
						  clean up
						""");
				trace.hasRoot("GET /reactive/never",
						(span) -> span.hasNoError().hasNoException().hasNoAttribute("http.response.status_code"));
			});
			assertThat(events.withMessage("cancelled")).singleElement()
				.satisfies((event) -> assertThat(event.getMDCPropertyMap()).containsEntry("traceId",
						this.recorder.spans().get(0).getTraceId()));
		}
		finally {
			events.stop();
		}
	}

	private void getAndLeave(String path, int bytes) throws IOException {
		try (Socket socket = open(path)) {
			InputStream input = socket.getInputStream();
			assertThat(input.readNBytes(bytes)).hasSize(bytes);
		}
	}

	private Socket open(String path) throws IOException {
		Socket socket = new Socket("127.0.0.1", this.client.port());
		socket.setSoLinger(true, 0);
		socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		return socket;
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

	private void hasEvents(int expected) {
		assertThat(this.recorder.spans()).last().satisfies((span) -> assertThat(span.getEvents()).hasSize(expected));
	}

}
