package dev.tracing.instrument.servlet;

import java.io.File;
import java.nio.file.Path;
import java.util.Set;

import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.SpringServletContainerInitializer;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFilter} in an application that a server deploys, instead of the
 * other way round.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServletWarTests {

	private static final TraceRecorder RECORDER = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(RECORDER);

	private final Tomcat tomcat = new Tomcat();

	private TestHttpClient client;

	@BeforeAll
	void deploy(@TempDir Path directory) throws LifecycleException {
		this.tomcat.setBaseDir(directory.toString());
		this.tomcat.setHostname("127.0.0.1");
		this.tomcat.setPort(0);
		Context war = this.tomcat.addContext("/war", new File(directory.toString()).getAbsolutePath());
		war.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(WarInitializer.class));
		this.tomcat.getConnector();
		this.tomcat.start();
		this.client = new TestHttpClient("http://127.0.0.1:" + this.tomcat.getConnector().getLocalPort() + "/war");
	}

	@AfterAll
	void undeploy() throws LifecycleException {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@ParameterizedTest
	@CsvSource({ "/orders/1, GET /war/orders/{id}, 200", "/nobody, GET, 404",
			"/async/timeout/handled, GET /war/async/timeout/handled, 200", "/raw/complete, GET, 202" })
	void tracesRequest(String path, String name, int status) {
		assertThat(this.client.get(path).statusCode()).isEqualTo(status);
		assertThat(RECORDER).hasSingleTrace((trace) -> trace.hasRoot(name,
				(span) -> span.isServer().hasNoError().hasAttribute("http.response.status_code", (long) status)));
	}

	@ParameterizedTest
	@CsvSource({ "/unhandled, 500", "/send-error/503, 503", "/async/unhandled, 500", "/async/timeout/deferred, 503" })
	void endsSpanOfFailure(String path, int status) {
		assertThat(this.client.get(path).statusCode()).isEqualTo(status);
		assertThat(RECORDER).hasSingleTrace((trace) -> assertThat(trace.actual().root()).hasError()
			.hasAttribute("http.response.status_code", (long) status));
	}

	@Test
	void errorPageRunsInsideTrace() {
		String body = this.client.get("/unhandled").body();
		assertThat(RECORDER).hasSingleTrace();
		assertThat(body).contains(RECORDER.spans().get(0).getTraceId() + "," + RECORDER.spans().get(0).getSpanId());
	}

	/**
	 * What a WAR file has in the place of a main method.
	 */
	public static class WarInitializer extends SpringBootServletInitializer {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(ServletApplication.class)
				.properties("spring.main.banner-mode=off", "spring.main.log-startup-info=false")
				.initializers((context) -> ((GenericApplicationContext) context).registerBean(TraceRecorder.class,
						() -> RECORDER));
		}

	}

}
