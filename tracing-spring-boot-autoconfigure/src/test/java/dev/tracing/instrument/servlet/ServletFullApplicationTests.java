package dev.tracing.instrument.servlet;

import java.util.concurrent.TimeUnit;

import dev.tracing.instrument.http.ContractController;
import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFilter} in an application with everything that Spring Boot
 * configures by itself: security, metrics, observations, the actuator and OpenTelemetry.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServletFullApplicationTests {

	// user:secret
	private static final String[] CREDENTIALS = { "Authorization", "Basic dXNlcjpzZWNyZXQ=" };

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Parameter
	private TestServer server;

	private ConfigurableApplicationContext context;

	private TestHttpClient client;

	@BeforeParameterizedClassInvocation
	void start() {
		String other = (this.server == TestServer.TOMCAT)
				? "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration"
				: "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";
		this.context = this.server.start(this.recorder, new Class<?>[] { FullApplication.class },
				"spring.autoconfigure.exclude=" + other, "management.otlp.metrics.export.enabled=false",
				"spring.security.user.name=user", "spring.security.user.password=secret");
		this.client = new TestHttpClient(
				"http://127.0.0.1:" + this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterParameterizedClassInvocation
	void stop() {
		this.context.close();
	}

	@Test
	void requestIsOneSpanAndOneMeasurement() {
		assertThat(this.client.get("/orders/1", CREDENTIALS).statusCode()).isEqualTo(200);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("GET /orders/{id} [SERVER]"));
		assertThat(this.context.getBean(MeterRegistry.class)
			.get("http.server.requests")
			.tag("uri", "/orders/{id}")
			.timer()).satisfies((timer) -> {
				assertThat(timer.count()).isEqualTo(1);
				assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
			});
	}

	@Test
	void refusedRequestIsOneSpan() {
		assertThat(this.client.get("/orders/1").statusCode()).isEqualTo(401);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("GET [SERVER]"));
	}

	@Test
	void unhandledExceptionIsOneSpan() {
		assertThat(this.client.get("/unhandled", CREDENTIALS).statusCode()).isEqualTo(500);
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("GET /unhandled [SERVER]")
			.hasRoot("GET /unhandled", (span) -> span.hasError(IllegalStateException.class)));
		assertThat(this.recorder.spans().get(0).getEvents()).hasSize(1);
	}

	@Test
	void childrenBelongToRequest() {
		assertThat(this.client.get("/child", CREDENTIALS).body()).isEqualTo("sampled");
		assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("""
				GET /child [SERVER]
				  child
				"""));
	}

	@Test
	void actuatorIsNotTraced() {
		assertThat(this.client.get("/actuator/health").statusCode()).isEqualTo(200);
		assertThat(this.recorder).hasNoSpans();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ContractController.class)
	static class FullApplication {

	}

}
