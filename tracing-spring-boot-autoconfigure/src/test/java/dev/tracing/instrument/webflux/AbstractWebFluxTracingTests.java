package dev.tracing.instrument.webflux;

import java.net.http.HttpResponse;

import dev.tracing.instrument.http.AbstractHttpServerContractTests;
import dev.tracing.test.TraceRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingHttpHandler} in a server.
 */
abstract class AbstractWebFluxTracingTests extends AbstractHttpServerContractTests {

	private final TestServer server;

	AbstractWebFluxTracingTests(TestServer server) {
		this.server = server;
	}

	@Override
	protected ConfigurableApplicationContext start(TraceRecorder recorder, String... properties) {
		return this.server.start(recorder, properties);
	}

	@Test
	void logsUnhandledExceptionWithIds() {
		LogEvents events = LogEvents.record();
		try {
			client().get("/unhandled");
			assertThat(this.recorder).hasSingleTrace();
			assertThat(events.withException(IllegalStateException.class)).isNotEmpty()
				.allSatisfy((event) -> assertThat(event.getMDCPropertyMap())
					.containsEntry("traceId", this.recorder.spans().get(0).getTraceId())
					.containsEntry("spanId", this.recorder.spans().get(0).getSpanId()));
		}
		finally {
			events.stop();
		}
	}

	@Test
	void hasRouteOfFunction() {
		assertThat(client().get("/functional/orders/5").body()).isEqualTo("5");
		hasServerSpan("GET /functional/orders/{id}",
				(span) -> span.hasNoError().hasAttribute("http.route", "/functional/orders/{id}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "failing", "throwing" })
	void exceptionOfFunctionIsError(String path) {
		assertThat(client().get("/functional/" + path).statusCode()).isEqualTo(500);
		hasServerSpan("GET /functional/" + path, (span) -> {
			span.hasError(IllegalStateException.class).hasException(IllegalStateException.class, "no function");
			hasEvents(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders/1", "/unhandled", "/nobody", "/reactive/sse-failing" })
	void endsSpanOfHeadRequest(String path) {
		client().send("HEAD", path);
		assertThat(this.recorder).hasSingleTrace();
	}

	@Test
	void refusesMalformedPathWithoutError() {
		HttpResponse<String> response = client().get("/orders/1?x=%25zz&y=a+b");
		assertThat(response.statusCode()).isEqualTo(200);
		hasServerSpan("GET /orders/{id}", (span) -> span.hasAttribute("url.query", "x=%25zz&y=a+b"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/internal/pro%70agated", "/internal;a=b/propagated", "/%69nternal/propagated" })
	void excludesDecodedPath(String path) {
		HttpResponse<String> response = configuredClient().get(path);
		assertThat(response.body()).doesNotContain("traceparent");
		assertThat(this.recorder).hasNoSpans();
	}

}
