package dev.tracing.instrument.http;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpClientSpans} with requests that no library would send.
 */
class HttpClientSpansTests {

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create();

	private final SdkTracerProvider tracerProvider = SdkTracerProvider.builder()
		.addSpanProcessor(this.tracing.recorder())
		.build();

	private final Tracer tracer = this.tracerProvider.get("test");

	private final HttpTracingProperties properties = new HttpTracingProperties();

	private final TracingFaults faults = new TracingFaults();

	@AfterEach
	void closeProvider() {
		this.tracerProvider.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "mailto:joe@host", "urn:a:b", "/orders/1", "orders", "", "?a=b", "http:/a", "file:///a" })
	void takesAnyUrl(String url) {
		SpanData span = send(new Request("GET", url), 200);
		assertThat(span).hasName("GET").hasAttribute(HttpAttributes.URL_FULL, url).hasNoError();
		assertThat(span).hasNoAttribute(HttpAttributes.SERVER_ADDRESS);
		assertThat(this.faults.count()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "https://joe:pw@host/a#b,host,443,https://REDACTED:REDACTED@host/a",
			"http://[::1]:81/?sig=1,::1,81,http://[::1]:81/?sig=REDACTED",
			"http://my_host/a,my_host,80,http://my_host/a" })
	void describesTheServer(String url, String host, long port, String full) {
		assertThat(send(new Request("GET", url), 200)).hasAttribute(HttpAttributes.SERVER_ADDRESS, host)
			.hasAttribute(HttpAttributes.SERVER_PORT, port)
			.hasAttribute(HttpAttributes.URL_FULL, full);
	}

	@ParameterizedTest
	@CsvSource({ "/orders/{id},/orders/{id}", "http://host:1/orders/{id},/orders/{id}",
			"{scheme}://{host}/orders/{id},/orders/{id}", "http://host,/", "orders/{id},orders/{id}",
			"/orders?to=http://a/b,/orders?to=http://a/b", "/orders?token=abc&id={id},/orders?token=REDACTED&id={id}" })
	void tellsTheTemplateWithoutTheServer(String template, String expected) {
		this.properties.getClient().setUrlTemplate(true);
		Request request = new Request("GET", "http://host/orders/1");
		request.template = template;
		assertThat(send(request, 200)).hasName("GET " + expected).hasAttribute(HttpAttributes.URL_TEMPLATE, expected);
	}

	@Test
	void keepsTheTemplateToItselfByDefault() {
		Request request = new Request("GET", "http://host/orders/1");
		request.template = "/orders/{id}";
		assertThat(send(request, 200)).hasName("GET").hasNoAttribute(HttpAttributes.URL_TEMPLATE);
	}

	@ParameterizedTest
	@EnumSource(StartAttributes.class)
	void requestThatCannotBeDescribedIsSentWithASpan(StartAttributes startAttributes) {
		Request request = new Request("GET", null);
		HttpClientSpans spans = spans(startAttributes);
		Context context = spans.start(Context.root(), request, TestAdapter.INSTANCE);
		spans.end(context, new Response(200), TestAdapter.INSTANCE);
		assertThat(span()).hasName("GET").hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, 200L);
		assertThat(request.headers).containsKey("traceparent");
		assertThat(this.faults.count()).isEqualTo(1);
	}

	@Test
	void requestWhoseHeadersCannotBeWrittenHasASpan() {
		Request request = new Request("GET", "http://host/");
		request.headers = Map.of();
		assertThat(send(request, 200)).hasName("GET").hasNoError();
		assertThat(this.faults.count()).isEqualTo(1);
	}

	@Test
	void requestWithoutMethodIsSentWithoutSpan() {
		HttpClientSpans spans = spans(StartAttributes.DEFERRABLE);
		Context context = spans.start(Context.root(), new Request(null, "http://host/"), TestAdapter.INSTANCE);
		spans.end(context, new Response(200), TestAdapter.INSTANCE);
		assertThat(this.tracing.recorder()).hasNoSpans();
		assertThat(this.faults.count()).isEqualTo(1);
	}

	@Test
	void faultBeforeTheSpanStartsLeavesTheSpanOfTheCallerOpen() {
		Span caller = this.tracer.spanBuilder("caller").startSpan();
		HttpClientSpans spans = spans(StartAttributes.DEFERRABLE);
		Context context = spans.start(Context.root().with(caller), new Request(null, "http://host/"),
				TestAdapter.INSTANCE);
		spans.end(context, new Response(200), TestAdapter.INSTANCE);
		assertThat(caller.isRecording()).isTrue();
		caller.end();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 199, 399 })
	void informationAndRedirectionAreNoErrors(int status) {
		assertThat(send(new Request("GET", "http://host/"), status)).hasNoError();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 499, 500, 600, 999 })
	void whatIsBeyondIsAnError(int status) {
		assertThat(send(new Request("GET", "http://host/"), status)).hasError(Integer.toString(status));
	}

	@Test
	void responseThatCannotBeReadIsAnError() {
		assertThat(send(new Request("GET", "http://host/"), Response.UNREADABLE)).hasError(IOException.class)
			.hasNoAttribute(HttpAttributes.RESPONSE_STATUS_CODE);
		assertThat(this.faults.count()).isZero();
	}

	@Test
	void tellsTheVersionOfTheProtocol() {
		assertThat(send(new Request("GET", "http://host/"), 200)).hasAttribute(HttpAttributes.NETWORK_PROTOCOL_VERSION,
				"2");
	}

	@Test
	void cancellationIsNoError() {
		fail(new CancellationException());
		fail(new InterruptedException());
		fail(new IOException("cancelled", new CancellationException()));
		assertThat(this.tracing.recorder()).hasSpanCount(3).hasNoErrors();
	}

	@Test
	void failureIsAnError() {
		fail(new IOException("broken", new IllegalStateException()));
		assertThat(span()).hasError(IOException.class).hasException(IOException.class, "broken");
	}

	@Test
	void errorOfTheVirtualMachineIsAnError() {
		fail(new OutOfMemoryError("none left"));
		assertThat(span()).hasError(OutOfMemoryError.class);
	}

	private void fail(Throwable failure) {
		HttpClientSpans spans = spans(StartAttributes.DEFERRABLE);
		spans.fail(spans.start(Context.root(), new Request("GET", "http://host/"), TestAdapter.INSTANCE), failure);
	}

	private SpanData send(Request request, int status) {
		HttpClientSpans spans = spans(StartAttributes.DEFERRABLE);
		Context context = spans.start(Context.root(), request, TestAdapter.INSTANCE);
		spans.end(context, new Response(status), TestAdapter.INSTANCE);
		return span();
	}

	private HttpClientSpans spans(StartAttributes startAttributes) {
		return new HttpClientSpans(this.tracer, W3CTraceContextPropagator.getInstance(), startAttributes,
				this.properties, this.faults);
	}

	private SpanData span() {
		List<SpanData> spans = this.tracing.recorder().awaitSpans(1);
		assertThat(spans).hasSize(1);
		return spans.get(0);
	}

	/**
	 * A request of no particular library.
	 */
	private static final class Request {

		private final @Nullable String method;

		private final @Nullable String url;

		private @Nullable String template;

		private Map<String, String> headers = new HashMap<>();

		Request(@Nullable String method, @Nullable String url) {
			this.method = method;
			this.url = url;
		}

	}

	private record Response(int status) {

		static final int UNREADABLE = -1;

	}

	/**
	 * Fails where a library would.
	 */
	private static final class TestAdapter implements HttpClientAdapter<Request, Response> {

		static final TestAdapter INSTANCE = new TestAdapter();

		@Override
		public String method(Request request) {
			if (request.method == null) {
				throw new IllegalStateException("no method");
			}
			return request.method;
		}

		@Override
		public URI url(Request request) {
			if (request.url == null) {
				throw new IllegalStateException("no URL");
			}
			return URI.create(request.url);
		}

		@Override
		public @Nullable String urlTemplate(Request request) {
			return request.template;
		}

		@Override
		public HeaderReader<Request> requestHeaders() {
			return (request, name) -> List.of();
		}

		@Override
		public int status(Response response) throws IOException {
			if (response.status() == Response.UNREADABLE) {
				throw new IOException("unreadable");
			}
			return response.status();
		}

		@Override
		public String protocolVersion(Response response) {
			return "2";
		}

		@Override
		public HeaderReader<Response> responseHeaders() {
			return (response, name) -> List.of();
		}

		@Override
		public void set(@Nullable Request request, String key, String value) {
			if (request != null) {
				request.headers.put(key, value);
			}
		}

	}

}
