package dev.tracing.instrument.http;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Consumer;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpanAssert;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.server.ResponseStatusException;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the instrumentation of every HTTP server has to keep to, tried over sockets on an
 * application that serves {@link ContractController} and static resources.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AbstractHttpServerContractTests {

	protected static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

	protected static final String PARENT_ID = "b7ad6b7169203331";

	private static final String SAMPLED = "00-" + TRACE_ID + "-" + PARENT_ID + "-01";

	private static final String NOT_SAMPLED = "00-" + TRACE_ID + "-" + PARENT_ID + "-00";

	protected final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext defaults;

	private ConfigurableApplicationContext configured;

	/**
	 * Start the application on a random port of the loopback interface.
	 * @param recorder records its spans
	 * @param properties properties as {@code key=value}
	 * @return the context of the running application
	 */
	protected abstract ConfigurableApplicationContext start(TraceRecorder recorder, String... properties);

	@BeforeAll
	void start() {
		this.defaults = start(this.recorder, "test.start-attributes=DEFERRABLE");
		this.configured = start(this.recorder, "test.start-attributes=REQUIRED", "tracing.http.known-methods=GET,POST",
				"tracing.http.redacted-parameters=colour", "tracing.http.server.exclude=/internal/**,/private/{id}/*",
				"tracing.http.server.response-header=X-Trace-Id",
				"tracing.http.server.capture-request-headers=X-Tenant,X-Missing",
				"tracing.http.server.capture-response-headers=X-Answer",
				"tracing.http.server.trusted-proxies=127.0.0.0/8,10.0.0.0/8,fd00::/8");
	}

	@AfterAll
	void stop() {
		for (ConfigurableApplicationContext context : List.of(this.defaults, this.configured)) {
			assertThat(context.getBean(TracingFaults.class).count()).isZero();
			context.close();
		}
	}

	protected final TestHttpClient client() {
		return client(this.defaults);
	}

	protected final TestHttpClient configuredClient() {
		return client(this.configured);
	}

	protected static TestHttpClient client(ConfigurableApplicationContext context) {
		return new TestHttpClient(
				"http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	/**
	 * Verify that there is one trace with one server span.
	 * @param name name of the span
	 * @param requirements assertions on the span
	 */
	protected final void hasServerSpan(String name, Consumer<TraceSpanAssert> requirements) {
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasSpanCount(1);
			trace.hasRoot(name, (span) -> {
				span.isServer();
				requirements.accept(span);
			});
		});
	}

	@Test
	void describesRequest() {
		client().get("/orders/42?colour=blue&size=xl", "User-Agent", "contract/1.0");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.isRoot()
					.hasNoError()
					.hasAttribute("http.request.method", "GET")
					.hasAttribute("http.route", "/orders/{id}")
					.hasAttribute("http.response.status_code", 200L)
					.hasAttribute("url.scheme", "http")
					.hasAttribute("url.path", "/orders/42")
					.hasAttribute("url.query", "colour=blue&size=xl")
					.hasAttribute("server.address", "127.0.0.1")
					.hasAttribute("server.port", (long) client().port())
					.hasAttribute("client.address", "127.0.0.1")
					.hasAttribute("network.peer.address", "127.0.0.1")
					.hasAttributeSatisfying(HttpAttributes.NETWORK_PEER_PORT, (port) -> assertThat(port).isPositive())
					.hasAttribute("network.protocol.version", "1.1")
					.hasAttribute("user_agent.original", "contract/1.0")
					.hasNoAttribute("http.request.method_original", "error.type"));
	}

	@Test
	void continuesTraceOfCaller() {
		client().get("/orders/1", "traceparent", SAMPLED);
		hasServerSpan("GET /orders/{id}", (span) -> span.continues(TRACE_ID, PARENT_ID));
	}

	@Test
	void startsTraceWithoutCaller() {
		client().get("/orders/1");
		client().get("/orders/2");
		assertThat(this.recorder).hasTraceCount(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
			"00-00000000000000000000000000000000-b7ad6b7169203331-01",
			"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7-b7ad-01" })
	void startsTraceWhenCallerIsMalformed(String traceparent) {
		HttpResponse<String> response = client().get("/orders/1", "traceparent", traceparent, "b3", "-1-2-3-",
				"baggage", "=;,=%ZZ," + "x".repeat(2000));
		assertThat(response.statusCode()).isEqualTo(200);
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::isRoot);
	}

	@Test
	void makesSpanCurrent() {
		client().get("/child", "traceparent", SAMPLED);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.continues(TRACE_ID, PARENT_ID).hasTree("""
				GET /child [SERVER]
				  child
				"""));
	}

	@Test
	void showsIdsInLogContext() {
		String ids = client().get("/ids", "traceparent", SAMPLED).body();
		hasServerSpan("GET /ids", (span) -> {
			String spanId = this.recorder.spans().get(0).getSpanId();
			assertThat(ids).isEqualTo(TRACE_ID + "," + spanId + "," + TRACE_ID + "," + spanId);
		});
	}

	@Test
	void followsCallerThatDoesNotSample() {
		HttpResponse<String> response = client().get("/child", "traceparent", NOT_SAMPLED);
		assertThat(response.body()).isEqualTo("dropped");
		assertThat(client().get("/propagated", "traceparent", NOT_SAMPLED).body())
			.startsWith("traceparent=00-" + TRACE_ID)
			.contains("-00");
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void survivesFailuresOfRequestsThatAreNotSampled() {
		assertThat(client().get("/unhandled", "traceparent", NOT_SAMPLED).statusCode()).isEqualTo(500);
		assertThat(client().get("/handled/409", "traceparent", NOT_SAMPLED).statusCode()).isEqualTo(409);
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void hasNoRouteWhenNothingMatches() {
		HttpResponse<String> response = client().get("/nobody/is/here");
		assertThat(response.statusCode()).isEqualTo(404);
		hasServerSpan("GET",
				(span) -> span.hasNoError()
					.hasNoException()
					.hasAttribute("url.path", "/nobody/is/here")
					.hasAttribute("http.response.status_code", 404L)
					.hasNoAttribute("http.route"));
	}

	@Test
	void hasRouteOfStaticResources() {
		assertThat(client().get("/hello.txt").body()).startsWith("Hello");
		hasServerSpan("GET /**", (span) -> span.hasNoError().hasAttribute("http.route", "/**"));
	}

	@Test
	void refusesMethodWithoutError() {
		assertThat(client().send("DELETE", "/orders/1").statusCode()).isEqualTo(405);
		hasServerSpan("DELETE", (span) -> span.hasNoError().hasNoException());
	}

	@Test
	void hidesUnknownMethod() {
		configuredClient().send("PUT", "/orders/1");
		hasServerSpan("HTTP /orders/{id}", (span) -> span.hasAttribute("http.request.method", "_OTHER")
			.hasAttribute("http.request.method_original", "PUT"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304, 400, 401, 404, 429 })
	void ordinaryResponseIsNoError(int status) {
		client().get("/status/" + status);
		hasServerSpan("GET /status/{status}",
				(span) -> span.hasStatus(StatusCode.UNSET)
					.hasNoError()
					.hasAttribute("http.response.status_code", (long) status));
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 503, 599 })
	void serverErrorIsError(int status) {
		client().get("/status/" + status);
		hasServerSpan("GET /status/{status}",
				(span) -> span.hasStatus(StatusCode.ERROR, "")
					.hasError(Integer.toString(status))
					.hasNoException()
					.hasAttribute("http.response.status_code", (long) status));
	}

	@Test
	void unhandledExceptionIsError() {
		HttpResponse<String> response = client().get("/unhandled");
		assertThat(response.statusCode()).isEqualTo(500);
		hasServerSpan("GET /unhandled", (span) -> {
			span.hasStatus(StatusCode.ERROR, "nobody cares")
				.hasError(IllegalStateException.class)
				.hasException(IllegalStateException.class, "nobody cares")
				.hasAttribute("http.route", "/unhandled")
				.hasAttribute("http.response.status_code", 500L);
			hasEvents(1);
		});
	}

	@Test
	void handledExceptionIsRecorded() {
		HttpResponse<String> response = client().get("/handled/409");
		assertThat(response.statusCode()).isEqualTo(409);
		hasServerSpan("GET /handled/{status}", (span) -> {
			span.hasNoError().hasAttribute("http.response.status_code", 409L);
			span.hasException(ContractController.HandledException.class, "known trouble");
			hasEvents(1);
		});
	}

	@Test
	void handledExceptionIsErrorIfResponseIs() {
		client().get("/handled/503");
		hasServerSpan("GET /handled/{status}", (span) -> {
			span.hasAttribute("http.response.status_code", 503L);
			span.hasError(ContractController.HandledException.class)
				.hasException(ContractController.HandledException.class, "known trouble");
			hasEvents(1);
		});
	}

	@Test
	void exceptionThatIsAnAnswerIsNotRecorded() {
		assertThat(client().get("/answer/404").statusCode()).isEqualTo(404);
		hasServerSpan("GET /answer/{status}", (span) -> span.hasNoError().hasNoException());
	}

	@Test
	void exceptionThatIsAServerErrorIsRecorded() {
		assertThat(client().get("/answer/502").statusCode()).isEqualTo(502);
		hasServerSpan("GET /answer/{status}", (span) -> {
			span.hasError(ResponseStatusException.class).hasAttribute("http.response.status_code", 502L);
			hasEvents(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/site.css", "/favicon.ico", "/webjars/x/y.z", "/actuator/health", "/actuator" })
	void excludesStaticAssetsAndActuator(String path) {
		client().get(path, "traceparent", SAMPLED);
		client().get("/orders/1");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::isRoot);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/internal/propagated", "/private/7/propagated" })
	void suppressesWholeTraceOfExcludedRequest(String path) {
		HttpResponse<String> response = configuredClient().get(path, "traceparent", SAMPLED);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
		assertThat(response.headers().firstValue("X-Trace-Id")).isEmpty();
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void configuredExclusionsReplaceDefaults() {
		configuredClient().get("/site.css");
		hasServerSpan("GET /**", TraceSpanAssert::isRoot);
	}

	@ParameterizedTest
	@CsvSource({ "/orders/1, 200", "/unhandled, 500", "/answer/404, 404", "/nobody, 404" })
	void sendsTraceIdInResponse(String path, int status) {
		HttpResponse<String> response = configuredClient().get(path, "traceparent", SAMPLED);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().allValues("X-Trace-Id")).containsExactly(TRACE_ID);
	}

	@Test
	void sendsTraceIdOfTraceThatIsNotSampled() {
		HttpResponse<String> response = configuredClient().get("/orders/1", "traceparent", NOT_SAMPLED);
		assertThat(response.headers().allValues("X-Trace-Id")).containsExactly(TRACE_ID);
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void sendsNoTraceIdByDefault() {
		HttpResponse<String> response = client().get("/orders/1", "traceparent", SAMPLED);
		assertThat(response.headers().map().toString()).doesNotContain(TRACE_ID);
	}

	@Test
	void redactsSecretsInUrl() {
		client().get("/orders/1;jsessionid=77?token=abc&page=2&X-Amz-Signature=f00");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasRoot("GET /orders/{id}",
				(span) -> span.isServer()
					.hasAttribute("url.path", "/orders/1;jsessionid=REDACTED")
					.hasAttribute("url.query", "token=REDACTED&page=2&X-Amz-Signature=REDACTED")));
	}

	@Test
	void redactsConfiguredParametersOnly() {
		configuredClient().get("/orders/1?token=abc&colour=blue");
		hasServerSpan("GET /orders/{id}", (span) -> span.hasAttribute("url.query", "token=abc&colour=REDACTED"));
	}

	@Test
	void recordsNoHeadersByDefault() {
		client().get("/orders/1", "X-Tenant", "acme", "Authorization", "Bearer secret");
		hasServerSpan("GET /orders/{id}", (span) -> assertThat(this.recorder.spans().get(0).getAttributes().toString())
			.doesNotContain("acme", "secret", "header"));
	}

	@Test
	void recordsConfiguredHeaders() {
		configuredClient().get("/orders/1", "X-Tenant", "acme", "X-Tenant", "other");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("http.request.header.x-tenant", List.of("acme", "other"))
					.hasAttribute("http.response.header.x-answer", List.of("one", "two"))
					.hasNoAttribute("http.request.header.x-missing"));
	}

	@Test
	void doesNotBelieveForwardedHeadersOfStrangers() {
		client().get("/orders/1", "Forwarded", "for=203.0.113.9;proto=https;host=shop.example", "X-Forwarded-For",
				"203.0.113.9", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("client.address", "127.0.0.1")
					.hasAttribute("url.scheme", "http")
					.hasAttribute("server.address", "127.0.0.1"));
	}

	@Test
	void believesForwardedHeadersOfTrustedProxies() {
		configuredClient().get("/orders/1", "Forwarded",
				"for=6.6.6.6;host=evil.example, for=\"[2001:db8::7]:4711\";proto=https;host=shop.example", "Forwarded",
				"for=10.1.2.3;proto=http");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("client.address", "2001:db8::7")
					.hasAttribute("url.scheme", "https")
					.hasAttribute("server.address", "shop.example")
					.hasAttribute("server.port", 443L)
					.hasAttribute("network.peer.address", "127.0.0.1"));
	}

	@Test
	void believesXForwardedHeadersOfTrustedProxies() {
		configuredClient().get("/orders/1", "X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.1.2.3", "X-Forwarded-Proto",
				"https", "X-Forwarded-Host", "shop.example:8443");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("client.address", "203.0.113.9")
					.hasAttribute("url.scheme", "https")
					.hasAttribute("server.address", "shop.example")
					.hasAttribute("server.port", 8443L));
	}

	@Test
	void survivesHostileHeaders() {
		String huge = "\"".repeat(1000);
		assertThat(configuredClient()
			.get("/orders/1?" + "&=;%".repeat(50).replace("%", "%25"), "Forwarded", huge, "X-Forwarded-For",
					",".repeat(1000), "X-Forwarded-Host", "::::", "User-Agent", huge)
			.statusCode()).isEqualTo(200);
		hasServerSpan("GET /orders/{id}", (span) -> span.hasAttribute("client.address", "127.0.0.1"));
	}

	protected final void hasEvents(int expected) {
		assertThat(this.recorder.spans()).singleElement()
			.satisfies((span) -> assertThat(span.getEvents()).hasSize(expected));
	}

}
