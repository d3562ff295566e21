package dev.tracing.instrument.webflux;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.instrument.reactor.ReactorTraceContext;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpanAssert;
import dev.tracing.test.TracingExtension;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingHttpHandler} among what else an application may have.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
class WebFluxEnvironmentTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Parameter
	private TestServer server;

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void routeIncludesBasePath() {
		TestHttpClient client = start(WebFluxApplication.class, "spring.webflux.base-path=/shop");
		client.get("/shop/site.css");
		client.get("/shop/actuator/health");
		assertThat(this.recorder).hasNoSpans();
		Map.of("/shop/orders/1", "GET /shop/orders/{id}", "/shop/hello.txt", "GET /shop/**", "/shop/nobody", "GET")
			.forEach((path, name) -> {
				this.recorder.clear();
				client.get(path);
				hasServerSpan(name, TraceSpanAssert::isRoot);
			});
	}

	@Test
	void transformerOfForwardedHeadersHidesNothing() {
		TestHttpClient client = start(WebFluxApplication.class, "server.forward-headers-strategy=framework",
				"tracing.http.server.trusted-proxies=10.0.0.0/8");
		client.get("/orders/1", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https", "X-Forwarded-Host",
				"shop.example", "X-Forwarded-Prefix", "/forged");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("client.address", "127.0.0.1")
					.hasAttribute("url.scheme", "http")
					.hasAttribute("server.address", "127.0.0.1"));
	}

	@Test
	void trustedProxyIsBelievedBesideTransformer() {
		TestHttpClient client = start(WebFluxApplication.class, "server.forward-headers-strategy=framework",
				"tracing.http.server.trusted-proxies=127.0.0.1");
		client.get("/orders/1", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("client.address", "203.0.113.9").hasAttribute("url.scheme", "https"));
	}

	@Test
	void filtersOfApplicationRunInsideSpan() {
		HttpResponse<String> response = start(FilteredApplication.class).get("/orders/1");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::hasNoError);
		assertThat(response.headers().firstValue("X-Seen")).contains(this.recorder.spans().get(0).getTraceId());
	}

	@Test
	void tracesWhatFilterRefuses() {
		assertThat(start(FilteredApplication.class).get("/orders/1", "X-Refuse", "401").statusCode()).isEqualTo(401);
		hasServerSpan("GET",
				(span) -> span.hasNoError()
					.hasAttribute("http.response.status_code", 401L)
					.hasNoAttribute("http.route"));
	}

	@Test
	void exceptionOfFilterIsError() {
		assertThat(start(FilteredApplication.class).get("/orders/1", "X-Refuse", "throw").statusCode()).isEqualTo(500);
		hasServerSpan("GET", (span) -> span.hasError(IllegalArgumentException.class)
			.hasException(IllegalArgumentException.class, "refused"));
	}

	@Test
	void exceptionHandlerOfApplicationDecides() {
		TestHttpClient client = start(HandlingApplication.class);
		assertThat(client.get("/unhandled").statusCode()).isEqualTo(503);
		hasServerSpan("GET /unhandled",
				(span) -> span.hasError(IllegalStateException.class)
					.hasException(IllegalStateException.class, "nobody cares")
					.hasAttribute("http.response.status_code", 503L));
		this.recorder.clear();
		assertThat(client.get("/reactive/timeout").statusCode()).isEqualTo(409);
		hasServerSpan("GET /reactive/timeout",
				(span) -> span.hasNoError().hasAttribute("http.response.status_code", 409L));
	}

	@Test
	void excludesActuator() {
		TestHttpClient client = start(ManagedApplication.class, "management.endpoints.web.base-path=/ops",
				"management.endpoints.web.exposure.include=*");
		assertThat(client.get("/ops/work").body()).isEqualTo("dropped");
		client.get("/actuator/work");
		hasServerSpan("GET", (span) -> span.hasAttribute("url.path", "/actuator/work"));
	}

	@Test
	void tracesActuatorOnRequest() {
		TestHttpClient client = start(ManagedApplication.class, "management.endpoints.web.exposure.include=*",
				"tracing.http.server.exclude-actuator=false");
		assertThat(client.get("/actuator/work").body()).isEqualTo("sampled");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /actuator/work [SERVER]
				  work
				"""));
	}

	@Test
	void excludesManagementServer() {
		start(ManagedApplication.class, "management.server.port=0", "management.endpoints.web.exposure.include=*",
				"management.endpoints.web.base-path=/");
		assertThat(managementClient().get("/work").body()).isEqualTo("dropped");
		assertThat(managementClient().get("/nobody").statusCode()).isEqualTo(404);
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void tracesManagementServerOnRequest() {
		start(ManagedApplication.class, "management.server.port=0", "management.endpoints.web.exposure.include=*",
				"tracing.http.server.exclude-actuator=false");
		assertThat(managementClient().get("/actuator/work").body()).isEqualTo("sampled");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /actuator/work [SERVER]
				  work
				"""));
	}

	@Test
	void requestIsOneSpanAndOneMeasurement() {
		TestHttpClient client = start(MeasuredApplication.class);
		client.get("/orders/1");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::isRoot);
		assertThat(context().getBean(MeterRegistry.class)
			.get("http.server.requests")
			.tag("uri", "/orders/{id}")
			.timer()
			.count()).isEqualTo(1);
		this.recorder.clear();
		client.get("/child");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /child [SERVER]
				  child
				"""));
	}

	@Test
	void spanIsCurrentOnThreadOfSubscriptionOnlyWithoutPropagation() {
		TestHttpClient client = start(WebFluxApplication.class, "tracing.reactor.context-propagation=explicit");
		client.get("/child");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /child [SERVER]
				  child
				"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "automatic", "explicit" })
	void reactorsContextHasTheSpanAroundAndWithinWebFlux(String mode) {
		TestHttpClient client = start(LookingApplication.class, "tracing.reactor.context-propagation=" + mode);
		client.get("/reactive/unhandled");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /reactive/unhandled [SERVER]
				  in the snapshot
				  while handling
				"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "automatic", "explicit" })
	void recordsWhatAnnotatedMethodThrows(String mode) {
		TestHttpClient client = start(WebFluxApplication.class, "tracing.reactor.context-propagation=" + mode);
		assertThat(client.get("/handled/503").statusCode()).isEqualTo(503);
		hasServerSpan("GET /handled/{status}", (span) -> span.hasStatus(StatusCode.ERROR, "known trouble"));
		assertThat(this.recorder.spans()).singleElement().satisfies((span) -> assertThat(span.getEvents()).hasSize(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/handled/**" })
	void leavesErrorsToHookOfJvm(String excluded) {
		TestHttpClient client = start(WebFluxApplication.class, "tracing.http.server.exclude=" + excluded);
		Queue<Throwable> seen = new ConcurrentLinkedQueue<>();
		Hooks.onOperatorError("test", (exception, signal) -> {
			seen.add(exception);
			return new IllegalStateException("replaced", exception);
		});
		try {
			assertThat(client.get("/handled/409").statusCode()).isEqualTo(409);
			assertThat(seen).extracting(Throwable::getMessage).containsExactly("known trouble");
		}
		finally {
			Hooks.resetOnOperatorError("test");
		}
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		TestHttpClient client = start(WebFluxApplication.class, "tracing.webflux.enabled=false");
		assertThat(client.get("/child").body()).isEqualTo("sampled");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("child"));
	}

	private TestHttpClient start(Class<?> application, String... properties) {
		this.context = this.server.start(this.recorder, new Class<?>[] { application }, properties);
		return client("local.server.port");
	}

	private TestHttpClient managementClient() {
		return client("local.management.port");
	}

	private TestHttpClient client(String portProperty) {
		return new TestHttpClient("http://127.0.0.1:" + context().getEnvironment().getRequiredProperty(portProperty));
	}

	private ConfigurableApplicationContext context() {
		assertThat(this.context).isNotNull();
		return this.context;
	}

	private void hasServerSpan(String name, Consumer<TraceSpanAssert> requirements) {
		assertThat(this.recorder).hasSingleTrace((trace) -> {
			trace.hasSpanCount(1);
			trace.hasRoot(name, (span) -> requirements.accept(span.isServer()));
		});
	}

	@Configuration(proxyBeanMethods = false)
	@Import(WebFluxApplication.class)
	static class FilteredApplication {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter aFilter() {
			return (exchange, chain) -> {
				exchange.getResponse().getHeaders().set("X-Seen", Span.current().getSpanContext().getTraceId());
				ServerWebExchange mutated = exchange.mutate()
					.request((request) -> request.header("X-More", "yes"))
					.build();
				String refuse = exchange.getRequest().getHeaders().getFirst("X-Refuse");
				if ("throw".equals(refuse)) {
					return Mono.error(new IllegalArgumentException("refused"));
				}
				if (refuse != null) {
					exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
					return exchange.getResponse().setComplete();
				}
				return chain.filter(mutated);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WebFluxApplication.class)
	static class HandlingApplication {

		@Bean
		@Order(-10)
		WebExceptionHandler ownExceptionHandler() {
			return (exchange, exception) -> {
				exchange.getResponse()
					.setStatusCode((exception instanceof IllegalStateException) ? HttpStatus.SERVICE_UNAVAILABLE
							: HttpStatus.CONFLICT);
				return exchange.getResponse().setComplete();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WebFluxApplication.class)
	@ImportAutoConfiguration({ ObservationTracingAutoConfiguration.class, ObservationAutoConfiguration.class,
			MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			WebFluxObservationAutoConfiguration.class })
	static class MeasuredApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ WebFluxApplication.class, WorkEndpoint.class })
	@ImportAutoConfiguration({ EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
			JacksonEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class })
	static class ManagedApplication {

	}

	@Endpoint(id = "work")
	static class WorkEndpoint {

		private final Tracer tracer;

		WorkEndpoint(Tracer tracer) {
			this.tracer = tracer;
		}

		@ReadOperation
		String work() {
			Span span = this.tracer.spanBuilder("work").startSpan();
			span.end();
			return (span.getSpanContext().isSampled()) ? "sampled" : "dropped";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WebFluxApplication.class)
	static class LookingApplication {

		/**
		 * As code of the application and of other libraries does.
		 */
		@Bean
		WebFilter snapshot(Tracer tracer) {
			return (exchange, chain) -> Mono.deferContextual((subscription) -> {
				ContextSnapshotFactory.builder()
					.build()
					.captureFrom(subscription)
					.wrap(() -> tracer.spanBuilder("in the snapshot").startSpan().end())
					.run();
				return chain.filter(exchange);
			}).subscribeOn(Schedulers.boundedElastic());
		}

		/**
		 * Comes before that of Spring Boot, outside of all filters.
		 */
		@Bean
		@Order(-2)
		WebExceptionHandler handler(Tracer tracer) {
			return (exchange, exception) -> Mono.<Void>deferContextual((subscription) -> {
				tracer.spanBuilder("while handling").setParent(ReactorTraceContext.of(subscription)).startSpan().end();
				return Mono.error(exception);
			});
		}

	}

}
