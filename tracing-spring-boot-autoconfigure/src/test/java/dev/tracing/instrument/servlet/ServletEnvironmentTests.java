package dev.tracing.instrument.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.tracing.autoconfigure.InvalidTracingPropertyException;
import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.ContractController;
import dev.tracing.instrument.http.HttpAttributes;
import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.logging.TracingFaults;
import dev.tracing.observation.ObservationTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TraceSpanAssert;
import dev.tracing.test.TracingExtension;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TracingFilter} among what else an application may have.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
class ServletEnvironmentTests {

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
	void routeIncludesContextPathAndServletPath() {
		TestHttpClient client = start(ServletApplication.class, "server.servlet.context-path=/shop",
				"spring.mvc.servlet.path=/api");
		client.get("/shop/api/orders/1");
		hasServerSpan("GET /shop/api/orders/{id}", (span) -> span.hasAttribute("http.route", "/shop/api/orders/{id}")
			.hasAttribute("url.path", "/shop/api/orders/1"));
	}

	@Test
	void routeIncludesContextPath() {
		TestHttpClient client = start(ServletApplication.class, "server.servlet.context-path=/shop");
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
	void endsSpanWithoutErrorPage() {
		TestHttpClient client = start(PlainApplication.class);
		Map.of("/unhandled", 500, "/send-error/503", 503, "/send-error/404", 404, "/async/timeout/deferred", 503,
				"/async/unhandled", 500, "/raw/send-error", 503, "/raw/timeout", 500, "/committed-then-failed", 200)
			.forEach((path, status) -> {
				this.recorder.clear();
				getIncomplete(client, path);
				assertThat(this.recorder).hasSpanCount(1);
				assertThat(this.recorder.spans().get(0).getAttributes().get(HttpAttributes.RESPONSE_STATUS_CODE))
					.as(path)
					.isEqualTo((long) status);
			});
	}

	@Test
	void tracesWhatSecurityRefuses() {
		TestHttpClient client = start(SecuredApplication.class, "spring.security.user.name=user",
				"spring.security.user.password=secret");
		HttpResponse<String> response = client.get("/orders/1");
		assertThat(response.statusCode()).isEqualTo(401);
		hasServerSpan("GET",
				(span) -> span.hasNoError()
					.hasAttribute("http.response.status_code", 401L)
					.hasNoAttribute("http.route"));
	}

	@Test
	void tracesWhatSecurityAllows() {
		TestHttpClient client = start(SecuredApplication.class, "spring.security.user.name=user",
				"spring.security.user.password=secret");
		// user:secret
		HttpResponse<String> response = client.get("/ids", "Authorization", "Basic dXNlcjpzZWNyZXQ=");
		hasServerSpan("GET /ids", (span) -> span.hasNoError().hasAttribute("http.response.status_code", 200L));
		assertThat(response.body()).startsWith(this.recorder.spans().get(0).getTraceId());
	}

	@Test
	void comesBeforeFilterWithHighestPrecedence() {
		TestHttpClient client = start(FilteredApplication.class);
		HttpResponse<String> response = client.get("/orders/1");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::hasNoError);
		assertThat(response.headers().firstValue("X-Seen")).contains(this.recorder.spans().get(0).getTraceId());
	}

	@Test
	void comesBeforeFilterThatHidesProxies() {
		TestHttpClient client = start(ServletApplication.class, "server.forward-headers-strategy=framework");
		client.get("/orders/1", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https", "X-Forwarded-Host",
				"shop.example");
		hasServerSpan("GET /orders/{id}",
				(span) -> span.hasAttribute("client.address", "127.0.0.1")
					.hasAttribute("url.scheme", "http")
					.hasAttribute("server.address", "127.0.0.1"));
	}

	@Test
	void excludesActuator() {
		TestHttpClient client = start(ManagedApplication.class, "management.endpoints.web.base-path=/ops",
				"management.endpoints.web.exposure.include=*", "spring.mvc.servlet.path=/api");
		assertThat(client.get("/api/ops/work").body()).isEqualTo("dropped");
		client.get("/api/actuator/work");
		hasServerSpan("GET", (span) -> span.hasAttribute("url.path", "/api/actuator/work"));
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
	void doesNotExcludeApplicationWithActuatorAtRoot() {
		TestHttpClient client = start(ManagedApplication.class, "management.endpoints.web.base-path=/");
		client.get("/orders/1");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::isRoot);
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
	void faultyPropagatorDoesNotAffectRequest() {
		TestHttpClient client = start(FaultyApplication.class);
		assertThat(client.get("/orders/1").body()).isEqualTo("1");
		assertThat(context().getBean(TracingFaults.class).count()).isEqualTo(1);
		assertThat(this.recorder).hasNoSpans();
	}

	@Test
	void samplerSeesRequest() {
		TestHttpClient client = start(SamplingApplication.class, "test.start-attributes=REQUIRED");
		assertThat(client.get("/orders/2").body()).isEqualTo("2");
		assertThat(this.recorder).hasNoSpans();
		client.get("/orders/1");
		hasServerSpan("GET /orders/{id}", (span) -> span.hasAttribute("url.path", "/orders/1"));
	}

	@Test
	void sparesObservationsOfRequestsThatNobodyHears() {
		HttpResponse<String> response = start(ObservingApplication.class).get("/orders/1");
		assertThat(response.headers().firstValue("X-Observed")).hasValue("false");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::isRoot);
	}

	@Test
	void leavesObservationsOfRequestsToWhoeverHearsThem() {
		HttpResponse<String> response = start(HeardApplication.class).get("/orders/1");
		assertThat(response.headers().firstValue("X-Observed")).hasValue("true");
		hasServerSpan("GET /orders/{id}", TraceSpanAssert::isRoot);
		assertThat(context().getBean(Listener.class).heard).containsExactly("http.server.requests");
	}

	@Test
	void makesTheEngineAfterTheServer() {
		start(EagerApplication.class);
		assertThat(context().getBean(EagerApplication.class).engineBeforeServer).isFalse();
		assertThat(context().getBeanFactory().containsSingleton("httpServerSpans")).isTrue();
	}

	@Test
	void failsToStartWithoutWhatItMakesSpansWith() {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> start(ServletApplication.class, "tracing.http.server.trusted-proxies=not-an-address"))
			.withRootCauseInstanceOf(InvalidTracingPropertyException.class);
	}

	@Test
	void installsNothingWhenSwitchedOff() {
		TestHttpClient client = start(ServletApplication.class, "tracing.servlet.enabled=false");
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

	private static void getIncomplete(TestHttpClient client, String path) {
		try {
			client.get(path);
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

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, ServletTracingAutoConfiguration.class,
			DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class })
	@Import({ ServletController.class, ContractController.class, AsyncController.class })
	static class PlainApplication {

		@Bean
		ServletRegistrationBean<AsyncServlet> asyncServlet() {
			return new ServletRegistrationBean<>(new AsyncServlet(), "/raw/*");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ServletApplication.class)
	@ImportAutoConfiguration({ SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class })
	static class SecuredApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ServletApplication.class)
	static class FilteredApplication {

		@Bean
		FilterRegistrationBean<Filter> aFilter() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				((HttpServletResponse) response).setHeader("X-Seen", Span.current().getSpanContext().getTraceId());
				chain.doFilter(request, response);
			});
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ServletApplication.class)
	@ImportAutoConfiguration({ ObservationTracingAutoConfiguration.class, ObservationAutoConfiguration.class,
			WebMvcObservationAutoConfiguration.class })
	static class ObservingApplication {

		@Bean
		FilterRegistrationBean<Filter> observedFilter() {
			return new FilterRegistrationBean<>((request, response, chain) -> {
				boolean observed = ServerHttpObservationFilter.findObservationContext((HttpServletRequest) request)
					.isPresent();
				((HttpServletResponse) response).setHeader("X-Observed", Boolean.toString(observed));
				chain.doFilter(request, response);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ServletApplication.class)
	static class EagerApplication implements ServletContextInitializer {

		private final ConfigurableListableBeanFactory beanFactory;

		@Nullable Boolean engineBeforeServer;

		EagerApplication(ConfigurableListableBeanFactory beanFactory) {
			this.beanFactory = beanFactory;
		}

		@Override
		public void onStartup(ServletContext servletContext) {
			this.engineBeforeServer = this.beanFactory.containsSingleton("openTelemetry");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ObservingApplication.class, Listener.class })
	static class HeardApplication {

	}

	static class Listener implements ObservationHandler<Observation.Context> {

		final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onStart(Observation.Context observation) {
			this.heard.add(String.valueOf(observation.getName()));
		}

		@Override
		public boolean supportsContext(Observation.Context observation) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ServletApplication.class, WorkEndpoint.class })
	@ImportAutoConfiguration({ EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
			JacksonEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class,
			ServletManagementContextAutoConfiguration.class })
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
	@Import(ServletApplication.class)
	static class SamplingApplication {

		@Bean
		Sampler sampler() {
			return new Sampler() {

				@Override
				public SamplingResult shouldSample(Context parentContext, String traceId, String name,
						SpanKind spanKind, Attributes attributes, List<LinkData> parentLinks) {
					boolean wanted = spanKind == SpanKind.SERVER && "GET".equals(name)
							&& "/orders/1".equals(attributes.get(HttpAttributes.URL_PATH));
					return (wanted) ? SamplingResult.recordAndSample() : SamplingResult.drop();
				}

				@Override
				public String getDescription() {
					return "order 1";
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ServletApplication.class)
	static class FaultyApplication {

		@Bean
		ContextPropagators contextPropagators() {
			return ContextPropagators.create(new TextMapPropagator() {

				@Override
				public Collection<String> fields() {
					return List.of();
				}

				@Override
				public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
					throw new IllegalStateException("cannot inject");
				}

				@Override
				public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
					throw new IllegalStateException("cannot extract");
				}

			});
		}

	}

}
