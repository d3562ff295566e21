package dev.tracing.instrument.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

import dev.tracing.instrument.http.AbstractHttpServerContractTests;
import dev.tracing.test.TraceRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFilter} in a server.
 */
abstract class AbstractServletTracingTests extends AbstractHttpServerContractTests {

	private final TestServer server;

	AbstractServletTracingTests(TestServer server) {
		this.server = server;
	}

	@Override
	protected ConfigurableApplicationContext start(TraceRecorder recorder, String... properties) {
		return this.server.start(recorder, properties);
	}

	@Test
	void errorPageRunsInsideSpan() {
		HttpResponse<String> response = client().get("/unhandled", "X-Error-Child", "yes");
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasTree("""
					GET /unhandled [SERVER]
					  error page
					""");
			trace.hasRoot("GET /unhandled", (span) -> span.hasError(IllegalStateException.class));
		});
		assertThat(response.body()).contains(idsOfServerSpan());
		assertThat(this.recorder.spans()).extracting((span) -> span.getName())
			.containsExactly("error page", "GET /unhandled");
	}

	@ParameterizedTest
	@CsvSource({ "/send-error/503, GET /send-error/{status}, 503", "/send-error/404, GET /send-error/{status}, 404",
			"/nobody/is/here, GET, 404", "/answer/502, GET /answer/{status}, 502" })
	void sentErrorRunsInsideSpan(String path, String name, int status) {
		HttpResponse<String> response = client().get(path, "X-Error-Child", "yes");
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasTree(name + "\n  error page");
			trace.hasRoot(name, (span) -> {
				span.hasAttribute("http.response.status_code", (long) status);
				if (status < 500) {
					span.hasNoError();
				}
				else {
					span.hasError();
				}
			});
		});
		assertThat(response.body()).contains(idsOfServerSpan());
	}

	private String idsOfServerSpan() {
		String traceId = this.recorder.spans().get(1).getTraceId();
		String spanId = this.recorder.spans().get(1).getSpanId();
		return traceId + "," + spanId + "," + traceId + "," + spanId;
	}

	@Test
	void failureAfterCommitIsErrorWithStatusThatWasSent() {
		try {
			client().get("/committed-then-failed");
		}
		catch (UncheckedIOException ex) {
			assertThat(ex).hasCauseInstanceOf(IOException.class);
		}
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("GET /committed-then-failed",
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "too late")
					.hasAttribute("http.response.status_code", 200L)));
	}

	@Test
	void errorsOfTheVirtualMachineAreRecordedToo() {
		assertThat(client().get("/grave").statusCode()).isEqualTo(500);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("GET /grave",
				(span) -> span.hasError(Error.class).hasException(Error.class, "out of everything")));
	}

	@Test
	void serverLogsUnhandledExceptionWithIds() {
		LogEvents events = LogEvents.record();
		try {
			client().get("/unhandled");
			assertThat(this.recorder).hasSingleTrace();
			String traceId = this.recorder.spans().get(0).getTraceId();
			assertThat(events.withException(IllegalStateException.class)).isNotEmpty()
				.allSatisfy((event) -> assertThat(event.getMDCPropertyMap()).containsEntry("traceId", traceId)
					.containsEntry("spanId", this.recorder.spans().get(0).getSpanId()));
		}
		finally {
			events.stop();
		}
	}

	@Test
	void suppressesErrorPageOfExcludedRequest() {
		HttpResponse<String> response = configuredClient().get("/internal/failing", "X-Error-Child", "yes");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.body()).contains("null,null,00000000000000000000000000000000");
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void hasRouteOfFunction() {
		assertThat(client().get("/functional/orders/5").body()).isEqualTo("5");
		hasServerSpan("GET /functional/orders/{id}",
				(span) -> span.hasNoError().hasAttribute("http.route", "/functional/orders/{id}"));
	}

	@Test
	void exceptionOfFunctionIsError() {
		assertThat(client().get("/functional/failing").statusCode()).isEqualTo(500);
		assertThat(this.recorder).hasSingleTrace(
				(trace) -> trace.hasRoot("GET /functional/failing", (span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "no function")));
	}

	@Test
	void forwardIsOneSpan() {
		assertThat(client().get("/forwarded").body()).isEqualTo("7");
		hasServerSpan("GET /forwarded", (span) -> span.hasNoError().hasAttribute("http.route", "/forwarded"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders/1", "/unhandled", "/send-error/500", "/nobody" })
	void endsSpanOfHeadRequest(String path) {
		client().send("HEAD", path);
		assertThat(this.recorder).hasSingleTrace();
	}

}
