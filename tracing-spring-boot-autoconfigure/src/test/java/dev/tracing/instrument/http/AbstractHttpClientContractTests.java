package dev.tracing.instrument.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.logging.TracingFaults;
import dev.tracing.sampling.StartAttributes;
import dev.tracing.sampling.TraceSuppression;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpanAssert;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

/**
 * What every instrumented HTTP client has to do, tried over sockets.
 */
public abstract class AbstractHttpClientContractTests {

	@RegisterExtension
	protected final TracingExtension tracing = TracingExtension.create();

	protected final RecordingHttpServer server = new RecordingHttpServer();

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	/**
	 * Return a runner with what makes the client: the room's auto-configuration and the
	 * application's configuration. The client's read timeout is {@code test.read-timeout}
	 * in milliseconds if that is set.
	 */
	protected abstract ApplicationContextRunner clientRunner();

	/**
	 * Return the property that switches the room off.
	 */
	protected abstract String enabledProperty();

	/**
	 * Send a request with the client and return the status code of the response.
	 */
	protected abstract int send(ApplicationContext context, String method, URI url, Map<String, String> headers)
			throws Exception;

	/**
	 * Send a POST request whose body is written while it is sent.
	 */
	protected abstract int upload(ApplicationContext context, URI url, BodyWriter body) throws Exception;

	/**
	 * Return what the library threw of what the application sees.
	 */
	protected abstract Throwable libraryFailure(Exception failure);

	/**
	 * Return the version of HTTP that spans tell.
	 */
	protected @Nullable String protocolVersion() {
		return null;
	}

	/**
	 * Return the template that spans tell of a request to {@code /status/200}.
	 */
	protected @Nullable String urlTemplate() {
		return null;
	}

	protected final ApplicationContextRunner runner() {
		return clientRunner().withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class))
			.withBean(TraceRecorder.class, this.tracing::recorder);
	}

	protected final int get(ApplicationContext context, URI url) throws Exception {
		return send(context, "GET", url, Map.of());
	}

	protected final int get(ApplicationContext context, String path) throws Exception {
		return get(context, this.server.url(path));
	}

	protected final SpanData span() {
		List<SpanData> spans = this.tracing.recorder().awaitSpans(1);
		assertThat(spans).hasSize(1);
		return spans.get(0);
	}

	@Test
	void continuesTheTraceOfItsCaller() {
		runner().run((context) -> {
			inParent(context, () -> get(context, "/status/200"));
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("""
					parent
					  GET [CLIENT]
					"""));
			SpanContext client = this.tracing.recorder().traces().get(0).spans("GET").get(0).context();
			assertThat(this.server.request().header("traceparent")).containsExactly(traceparent(client));
		});
	}

	@Test
	void startsATraceWithoutACaller() {
		runner().run((context) -> {
			get(context, "/status/200");
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("GET [CLIENT]"));
			assertThat(this.server.request().header("traceparent"))
				.containsExactly(traceparent(span().getSpanContext()));
		});
	}

	@Test
	void describesTheRequest() {
		runner().run((context) -> {
			get(context, "/status/200?color=blue");
			assertThat(span()).hasAttributesExactly(attributes("GET", "/status/200?color=blue", 200));
			assertThat(span()).hasStatus(StatusCode.UNSET).hasNoException();
		});
	}

	@Test
	void describesTheRequestAfterItsStartIfNobodyLooksBefore() {
		runner().withBean(StartAttributes.class, () -> StartAttributes.DEFERRABLE).run((context) -> {
			get(context, "/status/200?color=blue");
			assertThat(span()).hasAttributesExactly(attributes("GET", "/status/200?color=blue", 200));
		});
	}

	@Test
	void redactsTheUrl() {
		runner().run((context) -> {
			get(context, "/status/200;jsessionid=1?X-Amz-Signature=2&a=3&access_token=4");
			assertThat(span()).hasAttribute(HttpAttributes.URL_FULL,
					this.server
						.url("/status/200;jsessionid=REDACTED?X-Amz-Signature=REDACTED&a=3&access_token=REDACTED")
						.toString());
			assertThat(this.server.request().target())
				.isEqualTo("/status/200;jsessionid=1?X-Amz-Signature=2&a=3&access_token=4");
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 202, 299 })
	void successIsNoError(int status) {
		runner().run((context) -> {
			assertThat(get(context, "/status/" + status)).isEqualTo(status);
			assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, (long) status).hasNoError();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304 })
	void responseWithoutBodyIsNoError(int status) {
		runner().run((context) -> {
			assertThat(get(context, "/status/" + status)).isEqualTo(status);
			assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, (long) status).hasNoError();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 429, 500, 503, 599 })
	void clientAndServerErrorsAreErrorsWithoutDescription(int status) {
		runner().run((context) -> {
			assertThat(get(context, "/status/" + status)).isEqualTo(status);
			assertThat(span()).hasAttribute(HttpAttributes.RESPONSE_STATUS_CODE, (long) status)
				.hasStatus(StatusCode.ERROR, "")
				.hasError(Integer.toString(status))
				.hasNoException();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "HEAD", "OPTIONS" })
	void takesItsNameFromTheMethod(String method) {
		runner().run((context) -> {
			send(context, method, this.server.url("/status/200"), Map.of());
			assertThat(span()).hasName(method).hasAttribute(HttpAttributes.REQUEST_METHOD, method);
			assertThat(this.server.request().method()).isEqualTo(method);
		});
	}

	@Test
	void methodThatIsNotKnownStaysOutOfTheName() {
		runner().withPropertyValues("tracing.http.known-methods=POST").run((context) -> {
			get(context, "/status/200");
			assertThat(span()).hasName("HTTP")
				.hasAttribute(HttpAttributes.REQUEST_METHOD, "_OTHER")
				.hasAttribute(HttpAttributes.REQUEST_METHOD_ORIGINAL, "GET");
		});
	}

	@Test
	void redirectThatTheLibraryFollowsIsOneSpanOfTheOriginalUrl() {
		runner().run((context) -> {
			get(context, "/redirect");
			assertThat(span()).hasName("GET")
				.hasAttribute(HttpAttributes.URL_FULL, this.server.url("/redirect").toString())
				.hasNoError();
		});
	}

	@Test
	void chunkedResponseIsRead() {
		runner().run((context) -> {
			assertThat(get(context, "/chunked")).isEqualTo(200);
			assertThat(span()).hasNoError();
		});
	}

	@Test
	void refusedConnectionIsAnError() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		failsUnchanged(URI.create("http://localhost:" + port + "/orders"),
				(span) -> span.hasName("GET")
					.hasAttribute(HttpAttributes.SERVER_ADDRESS, "localhost")
					.hasAttribute(HttpAttributes.SERVER_PORT, (long) port)
					.hasAttribute(HttpAttributes.URL_FULL, "http://localhost:" + port + "/orders"));
	}

	@Test
	void unknownHostIsAnError() {
		failsUnchanged(URI.create("http://unknown.invalid/orders"),
				(span) -> span.hasAttribute(HttpAttributes.SERVER_ADDRESS, "unknown.invalid")
					.hasAttribute(HttpAttributes.SERVER_PORT, 80L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/reset", "/close" })
	void brokenConnectionIsAnError(String path) {
		failsUnchanged(this.server.url(path), (span) -> span.hasName("GET"));
	}

	@Test
	void garbageIsAnError() {
		failsUnchanged(this.server.url("/garbage"), (span) -> span.hasName("GET"));
	}

	@Test
	void timeoutIsAnError() {
		failsUnchanged(this.server.url("/hang"), (span) -> span.hasName("GET"), "test.read-timeout=500",
				"spring.http.clients.read-timeout=500ms");
	}

	private void failsUnchanged(URI url, Consumer<TraceSpanAssert> requirements, String... properties) {
		List<Exception> failures = new ArrayList<>();
		runner().withPropertyValues(properties)
			.withPropertyValues(enabledProperty() + "=false")
			.run((context) -> failures.add(catchException(() -> get(context, url))));
		assertThat(this.tracing.recorder()).hasNoSpans();
		runner().withPropertyValues(properties).run((context) -> {
			Exception failure = catchException(() -> get(context, url));
			Exception untraced = failures.get(0);
			Throwable libraryFailure = libraryFailure(failure);
			assertThat(failure).hasSameClassAs(untraced);
			assertThat(libraryFailure).hasSameClassAs(libraryFailure(untraced));
			assertThat(span()).hasStatus(StatusCode.ERROR)
				.hasError(libraryFailure.getClass().getCanonicalName())
				.hasException(libraryFailure.getClass())
				.hasNoAttribute(HttpAttributes.RESPONSE_STATUS_CODE);
			requirements.accept(assertThat(span()));
		});
	}

	@Test
	void unsampledTraceTravelsWithoutSpans() {
		runner().withPropertyValues("tracing.sampling.probability=0").run((context) -> {
			get(context, "/status/500");
			assertThat(this.tracing.recorder()).hasNoSpans();
			assertUnsampled(this.server.request());
		});
	}

	@Test
	void suppressedContextTravelsWithoutSpans() {
		runner().run((context) -> {
			try (Scope ignored = TraceSuppression.suppressedRoot().makeCurrent()) {
				get(context, "/status/200");
			}
			assertThat(this.tracing.recorder()).hasNoSpans();
			assertUnsampled(this.server.request());
		});
	}

	private static void assertUnsampled(ReceivedRequest request) {
		assertThat(request.header("traceparent")).singleElement()
			.asString()
			.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");
	}

	@Test
	void replacesTraceHeadersThatAreThereAlready() {
		runner().withPropertyValues("tracing.propagation.inject=w3c,b3,b3-multi").run((context) -> {
			Map<String, String> stale = Map.of("TraceParent", "00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-01",
					"B3", "1".repeat(32) + "-" + "2".repeat(16) + "-1", "x-b3-traceid", "1".repeat(32), "X-B3-SpanId",
					"2".repeat(16));
			send(context, "GET", this.server.url("/status/200"), stale);
			SpanContext client = span().getSpanContext();
			ReceivedRequest request = this.server.request();
			assertThat(request.header("traceparent")).containsExactly(traceparent(client));
			assertThat(request.header("b3")).containsExactly(client.getTraceId() + "-" + client.getSpanId() + "-1");
			assertThat(request.header("x-b3-traceid")).containsExactly(client.getTraceId());
			assertThat(request.header("x-b3-spanid")).containsExactly(client.getSpanId());
		});
	}

	@Test
	void answersInTheFormatTheTraceArrivedIn() {
		runner().run((context) -> {
			TextMapPropagator propagator = context.getBean(ContextPropagators.class).getTextMapPropagator();
			Map<String, String> arrived = Map.of("b3", "1".repeat(32) + "-" + "2".repeat(16) + "-1");
			try (Scope ignored = propagator.extract(Context.root(), arrived, MapGetter.INSTANCE).makeCurrent()) {
				get(context, "/status/200");
			}
			assertThat(span()).continues("1".repeat(32), "2".repeat(16));
			SpanContext client = span().getSpanContext();
			assertThat(this.server.request().header("traceparent")).containsExactly(traceparent(client));
			assertThat(this.server.request().header("b3"))
				.containsExactly("1".repeat(32) + "-" + client.getSpanId() + "-1");
		});
	}

	@Test
	void sendsBaggage() {
		runner().run((context) -> {
			Baggage baggage = Baggage.builder().put("tenant", "acme").build();
			try (Scope ignored = baggage.makeCurrent()) {
				get(context, "/status/200");
			}
			assertThat(this.server.request().header("baggage")).containsExactly("tenant=acme");
		});
	}

	@Test
	void capturesHeadersOnRequestOnly() {
		runner()
			.withPropertyValues("tracing.http.client.capture-request-headers=X-Question,x-absent",
					"tracing.http.client.capture-response-headers=x-answer,X-Absent")
			.run((context) -> {
				send(context, "GET", this.server.url("/status/200"), Map.of("x-question", "6*7", "x-other", "1"));
				assertThat(span()).hasAttribute("http.request.header.x-question", List.of("6*7"))
					.hasAttribute("http.response.header.x-answer", List.of("42"))
					.hasNoAttribute("http.request.header.x-absent", "http.response.header.x-absent",
							"http.request.header.x-other");
			});
	}

	@Test
	void tellsTheUrlTemplateOnRequestOnly() {
		runner().withPropertyValues("tracing.http.client.url-template=true").run((context) -> {
			get(context, "/status/200");
			String template = urlTemplate();
			if (template != null) {
				assertThat(span()).hasName("GET " + template).hasAttribute(HttpAttributes.URL_TEMPLATE, template);
			}
			else {
				assertThat(span()).hasName("GET").hasNoAttribute(HttpAttributes.URL_TEMPLATE);
			}
		});
	}

	@Test
	void streamsABodyWhileItIsWritten() {
		byte[] half = new byte[1024 * 1024];
		runner().run((context) -> {
			int status = upload(context, this.server.url("/status/200"), (out) -> {
				out.write(half);
				out.flush();
				// A body held in memory would never arrive before it is complete.
				await().until(() -> this.server.bodyBytes() > 0);
				out.write(half);
			});
			assertThat(status).isEqualTo(200);
			assertThat(this.server.request().bodyLength()).isEqualTo(2 * half.length);
			assertThat(span()).hasName("POST").hasNoError();
		});
	}

	@Test
	void failureToWriteTheBodyIsAnError() {
		runner().run((context) -> {
			assertThatException().isThrownBy(() -> upload(context, this.server.url("/status/200"), (out) -> {
				out.write(1);
				throw new IOException("no more");
			}));
			assertThat(span()).hasStatus(StatusCode.ERROR);
		});
	}

	@Test
	void concurrentRequestsDoNotMix() throws Exception {
		int threads = 8;
		runner().run((context) -> {
			ExecutorService executor = Executors.newFixedThreadPool(threads);
			try {
				List<Future<?>> calls = new ArrayList<>();
				for (int i = 0; i < threads * 5; i++) {
					calls.add(executor.submit(() -> {
						inParent(context, () -> get(context, "/status/200"));
						return null;
					}));
				}
				for (Future<?> call : calls) {
					call.get(30, TimeUnit.SECONDS);
				}
			}
			finally {
				executor.shutdownNow();
			}
			assertThat(this.tracing.recorder()).hasTraceCount(threads * 5).allTracesSatisfy((trace) -> trace.hasTree("""
					parent
					  GET [CLIENT]
					"""));
		});
	}

	@Test
	void requestsFailNeitherWithABrokenPropagatorNorWithABrokenTracer() {
		runner().withBean(ContextPropagators.class, () -> ContextPropagators.create(new BrokenPropagator()))
			.run((context) -> {
				assertThat(get(context, "/status/200")).isEqualTo(200);
				assertThat(span()).hasName("GET").hasNoError();
				assertThat(context.getBean(TracingFaults.class).count()).isEqualTo(1);
			});
		runner().withBean(Tracer.class, () -> (name) -> {
			throw new IllegalStateException("broken");
		}).run((context) -> {
			assertThat(get(context, "/status/200")).isEqualTo(200);
			assertThat(context.getBean(TracingFaults.class).count()).isEqualTo(1);
		});
	}

	@Test
	void backsOffWhenSwitchedOff() {
		runner().withPropertyValues(enabledProperty() + "=false").run((context) -> {
			inParent(context, () -> get(context, "/status/200"));
			assertThat(this.tracing.recorder()).hasSingleTrace((trace) -> trace.hasTree("parent"));
			assertThat(this.server.request().header("traceparent")).isEmpty();
		});
	}

	protected static void inParent(ApplicationContext context, Call call) throws Exception {
		Span parent = context.getBean(Tracer.class).spanBuilder("parent").startSpan();
		try (Scope ignored = parent.makeCurrent()) {
			call.run();
		}
		finally {
			parent.end();
		}
	}

	protected static String traceparent(SpanContext context) {
		return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex();
	}

	private Attributes attributes(String method, String target, long status) {
		AttributesBuilder attributes = Attributes.builder()
			.put(HttpAttributes.REQUEST_METHOD, method)
			.put(HttpAttributes.SERVER_ADDRESS, "localhost")
			.put(HttpAttributes.SERVER_PORT, (long) this.server.port())
			.put(HttpAttributes.URL_FULL, this.server.url(target).toString())
			.put(HttpAttributes.RESPONSE_STATUS_CODE, status);
		String version = protocolVersion();
		if (version != null) {
			attributes.put(HttpAttributes.NETWORK_PROTOCOL_VERSION, version);
		}
		return attributes.build();
	}

	/**
	 * Something to do.
	 */
	@FunctionalInterface
	protected interface Call {

		void run() throws Exception;

	}

	/**
	 * Writes the body of a request.
	 */
	@FunctionalInterface
	protected interface BodyWriter {

		void writeTo(OutputStream out) throws IOException;

	}

	/**
	 * Reads headers out of a map.
	 */
	private enum MapGetter implements TextMapGetter<Map<String, String>> {

		INSTANCE;

		@Override
		public Iterable<String> keys(Map<String, String> carrier) {
			return carrier.keySet();
		}

		@Override
		public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
			return (carrier != null) ? carrier.get(key) : null;
		}

	}

	/**
	 * Fails whenever it is asked.
	 */
	private static final class BrokenPropagator implements TextMapPropagator {

		@Override
		public List<String> fields() {
			return List.of();
		}

		@Override
		public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
			throw new IllegalStateException("broken");
		}

		@Override
		public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
			throw new IllegalStateException("broken");
		}

	}

}
