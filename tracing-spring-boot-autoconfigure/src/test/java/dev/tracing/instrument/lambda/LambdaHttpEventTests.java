package dev.tracing.instrument.lambda;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.RequestIdentity;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import dev.tracing.logging.TracingFaults;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LambdaTracing} with requests of API Gateway and load balancers.
 */
class LambdaHttpEventTests {

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String SPAN_ID = "00f067aa0ba902b7";

	private static final String TRACEPARENT = "00-" + TRACE_ID + "-" + SPAN_ID + "-01";

	private static final String XRAY = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		restart("tracing.http.server.capture-response-headers=X-Order");
	}

	private void restart(String... properties) {
		stop();
		this.context = LambdaApplication.start(this.recorder, properties);
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			assertThat(this.context.getBean(TracingFaults.class).count()).isZero();
			this.context.close();
		}
	}

	@Test
	void exceptionIsErrorWithoutStatus() {
		RequestHandler<APIGatewayProxyRequestEvent, Object> handler = trace((event, call) -> {
			throw new IllegalStateException("sold out");
		});
		assertThatIllegalStateException().isThrownBy(() -> handler.handleRequest(restEvent(), new TestCall()));
		assertThat(span()).hasName("GET /orders/{id}")
			.hasError(IllegalStateException.class)
			.hasException(IllegalStateException.class, "sold out")
			.hasNoAttribute("http.response.status_code");
	}

	@Test
	void serverErrorIsError() {
		invoke(restEvent(), new APIGatewayProxyResponseEvent().withStatusCode(503));
		assertThat(span()).hasError("503").hasNoException().hasAttribute("http.response.status_code", 503L);
	}

	@Test
	void clientErrorIsNone() {
		invoke(restEvent(), new APIGatewayProxyResponseEvent().withStatusCode(404));
		assertThat(span()).hasNoError().hasAttribute("http.response.status_code", 404L);
	}

	@Test
	void restRequestContinuesTrace() {
		invoke(restEvent(),
				new APIGatewayProxyResponseEvent().withStatusCode(200).withHeaders(Map.of("x-order", "17")));
		assertThat(span()).isServer()
			.hasName("GET /orders/{id}")
			.continues(TRACE_ID, SPAN_ID)
			.hasAttribute("http.route", "/orders/{id}")
			.hasAttribute("http.request.method", "GET")
			.hasAttribute("http.response.status_code", 200L)
			.hasAttribute("http.response.header.x-order", List.of("17"))
			.hasAttribute("url.path", "/orders/17")
			.hasAttribute("url.scheme", "https")
			.hasAttribute("server.address", "shop.example.com")
			.hasAttribute("server.port", 443L)
			.hasAttribute("client.address", "203.0.113.7")
			.hasAttribute("user_agent.original", "curl/8")
			.hasAttribute("network.protocol.version", "1.1")
			.hasAttribute("faas.trigger", "http")
			.hasAttribute("faas.coldstart", true)
			.hasAttribute("faas.invocation_id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
			.hasAttribute("cloud.account.id", "123456789012");
	}

	@Test
	void queryIsPutTogetherAndRedacted() {
		invoke(restEvent().withMultiValueQueryStringParameters(Map.of("sig", List.of("secret&secret", "more"))), null);
		assertThat(span()).hasAttribute("url.query", "sig=REDACTED&sig=REDACTED");
	}

	@Test
	void queryOfSingleValuesIsPutTogether() {
		invoke(restEvent().withQueryStringParameters(Map.of("item", "a book")), null);
		assertThat(span()).hasAttribute("url.query", "item=a+book");
	}

	@Test
	void headersMayHaveSeveralValuesOnly() {
		invoke(restEvent().withHeaders(null)
			.withMultiValueHeaders(Map.of("TraceParent", List.of(TRACEPARENT), "baggage", List.of("a=1", "b=2"))), null,
				"a=1,b=2");
		assertThat(span()).continues(TRACE_ID, SPAN_ID);
	}

	@Test
	void httpApiRequestContinuesTrace() {
		invoke(httpEvent("GET /orders/{id}"), APIGatewayV2HTTPResponse.builder().withStatusCode(500).build());
		assertThat(span()).isServer()
			.hasName("GET /orders/{id}")
			.continues(TRACE_ID, SPAN_ID)
			.hasError("500")
			.hasAttribute("http.route", "/orders/{id}")
			.hasAttribute("url.path", "/orders/17")
			.hasAttribute("url.query", "token=REDACTED")
			.hasAttribute("url.scheme", "http")
			.hasAttribute("server.port", 80L)
			.hasAttribute("client.address", "203.0.113.7")
			.hasAttribute("faas.trigger", "http");
	}

	@Test
	void defaultRouteIsNone() {
		invoke(httpEvent("$default"), "just a text");
		assertThat(span()).hasName("GET").hasNoAttribute("http.route", "http.response.status_code");
	}

	@Test
	void loadBalancerRequestContinuesTrace() {
		ApplicationLoadBalancerRequestEvent event = new ApplicationLoadBalancerRequestEvent();
		event.setHttpMethod("POST");
		event.setPath("/orders");
		event.setMultiValueQueryStringParameters(Map.of("item", List.of("a%20book")));
		event.setMultiValueHeaders(
				Map.of("traceparent", List.of(TRACEPARENT), "x-forwarded-for", List.of("10.9.9.9, 203.0.113.7"), "host",
						List.of("shop.example.com:8443"), "x-forwarded-proto", List.of("https")));
		ApplicationLoadBalancerResponseEvent response = new ApplicationLoadBalancerResponseEvent();
		response.setStatusCode(201);
		invoke(event, response);
		assertThat(span()).hasName("POST")
			.continues(TRACE_ID, SPAN_ID)
			.hasAttribute("url.path", "/orders")
			.hasAttribute("url.query", "item=a%20book")
			.hasAttribute("client.address", "203.0.113.7")
			.hasAttribute("server.address", "shop.example.com")
			.hasAttribute("http.response.status_code", 201L);
	}

	@Test
	void xRayIsLinkBesideTheCaller() {
		RequestHandler<APIGatewayProxyRequestEvent, Object> handler = trace((event, call) -> null);
		handler.handleRequest(restEvent(), new TestCall().xRay(XRAY));
		assertThat(span()).continues(TRACE_ID, SPAN_ID);
		assertThat(span().getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext().getSpanId()).isEqualTo("53995c3f42cd8ad8"));
	}

	@Test
	void callerIsLinkIfXRayIsParent() {
		restart("tracing.lambda.xray=parent");
		RequestHandler<APIGatewayProxyRequestEvent, Object> handler = trace((event, call) -> null);
		handler.handleRequest(restEvent(), new TestCall().xRay(XRAY));
		assertThat(span()).continues("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8")
			.hasLink(SpanContext.createFromRemoteParent(TRACE_ID, SPAN_ID, TraceFlags.getSampled(),
					TraceState.getDefault()));
	}

	@Test
	void unsampledCallerIsFollowed() {
		invoke(restEvent().withHeaders(Map.of("traceparent", TRACEPARENT.replace("-01", "-00"))), null);
		assertThat(this.recorder).hasNoSpans();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "00-0-0-00", "ff-" + TRACE_ID + "-" + SPAN_ID + "-01", "\u0000" })
	void malformedHeaderIsNone(String traceparent) {
		invoke(restEvent().withHeaders(Map.of("traceparent", traceparent, "baggage", "=,;=\u0000")), null);
		assertThat(span()).isRoot();
	}

	@Test
	void incompleteEventsDoNoHarm() {
		invoke(new APIGatewayProxyRequestEvent(), new APIGatewayProxyResponseEvent());
		invoke(new APIGatewayV2HTTPEvent(), new APIGatewayV2HTTPResponse());
		invoke(new ApplicationLoadBalancerRequestEvent(), new ApplicationLoadBalancerResponseEvent());
		invoke(restEvent().withHeaders(Collections.singletonMap(null, null))
			.withMultiValueHeaders(Collections.singletonMap("traceparent", null)), null);
		invoke(restEvent().withMultiValueHeaders(Map.of("traceparent", Collections.singletonList(null)))
			.withMultiValueQueryStringParameters(Collections.singletonMap("a", null))
			.withRequestContext(new ProxyRequestContext()), null);
		assertThat(this.recorder).hasSpanCount(5);
		assertThat(this.recorder.spans())
			.extracting((span) -> span.getAttributes().get(AttributeKey.stringKey("faas.trigger")))
			.containsOnly("http");
	}

	private <E> void invoke(E event, Object response) {
		this.<E>trace((request, call) -> response).handleRequest(event, new TestCall());
	}

	private <E> void invoke(E event, Object response, String baggage) {
		this.<E>trace((request, call) -> {
			StringBuilder text = new StringBuilder();
			Baggage.current()
				.forEach((key, entry) -> text.append((text.isEmpty()) ? "" : ",")
					.append(key)
					.append('=')
					.append(entry.getValue()));
			assertThat(text).hasToString(baggage);
			return response;
		}).handleRequest(event, new TestCall());
	}

	private <E> RequestHandler<E, Object> trace(RequestHandler<E, Object> handler) {
		return this.context.getBean(LambdaTracing.class).trace(handler);
	}

	private SpanData span() {
		assertThat(this.recorder).hasSpanCount(1);
		return this.recorder.spans().get(0);
	}

	private static APIGatewayProxyRequestEvent restEvent() {
		return new APIGatewayProxyRequestEvent().withHttpMethod("GET")
			.withResource("/orders/{id}")
			.withPath("/orders/17")
			.withHeaders(Map.of("Traceparent", TRACEPARENT, "X-Forwarded-Proto", "https", "USER-AGENT", "curl/8"))
			.withRequestContext(new ProxyRequestContext().withProtocol("HTTP/1.1")
				.withDomainName("shop.example.com")
				.withIdentity(new RequestIdentity().withSourceIp("203.0.113.7")));
	}

	private static APIGatewayV2HTTPEvent httpEvent(String routeKey) {
		return APIGatewayV2HTTPEvent.builder()
			.withRouteKey(routeKey)
			.withRawPath("/orders/17")
			.withRawQueryString("token=abc")
			.withHeaders(Map.of("traceparent", TRACEPARENT, "x-forwarded-proto", "http"))
			.withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
				.withDomainName("shop.example.com")
				.withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder()
					.withMethod("GET")
					.withProtocol("HTTP/1.1")
					.withSourceIp("203.0.113.7")
					.build())
				.build())
			.build();
	}

}
