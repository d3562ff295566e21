package dev.tracing.instrument.async;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import dev.tracing.autoconfigure.TracingAutoConfiguration;
import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.instrument.servlet.ServletTracingAutoConfiguration;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests whose work Spring MVC or the application hands to an executor.
 */
class AsyncRequestTests {

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@ParameterizedTest
	@ValueSource(strings = { "/callable", "/web-async-task", "/streaming", "/deferred", "/future" })
	void workOfARequestSeesItsSpan(String path) {
		seesItsSpan(path, "spring.task.execution.propagate-context=false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/callable", "/web-async-task", "/streaming", "/deferred", "/future" })
	void workOfARequestSeesItsSpanWhereSpringCarriesTheContextAsWell(String path) {
		seesItsSpan(path, "spring.task.execution.propagate-context=true");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void workOfARequestOnVirtualThreadsSeesItsSpan() {
		seesItsSpan("/callable", "spring.threads.virtual.enabled=true");
	}

	private void seesItsSpan(String path, String property) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TestApplication.class).initializers(
				(target) -> ((GenericApplicationContext) target).registerBean(TraceRecorder.class, () -> this.recorder))
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.main.log-startup-info=false", "spring.task.execution.pool.core-size=2", property)
			.run()) {
			TestHttpClient client = new TestHttpClient(
					"http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
			String body = client.get(path).body();
			assertThat(this.recorder).hasSingleTrace((trace) -> trace.hasTree("GET " + path + " [SERVER]\n  work"));
			SpanContext server = this.recorder.traces().get(0).root().context();
			assertThat(body).isEqualTo(server.getTraceId() + " " + server.getSpanId() + " true");
			AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
			for (int i = 0; i < 10; i++) {
				assertThat(executor.submitCompletable(Ids::current).join()).isEqualTo(Ids.NONE);
			}
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TracingAutoConfiguration.class, ServletTracingAutoConfiguration.class,
			AsyncTracingAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class,
			HttpMessageConvertersAutoConfiguration.class, JacksonAutoConfiguration.class,
			TomcatServletWebServerAutoConfiguration.class })
	@Import(WorkController.class)
	static class TestApplication {

	}

	/**
	 * Has its work done elsewhere.
	 */
	@RestController
	static class WorkController {

		private final Tracer tracer;

		private final AsyncTaskExecutor executor;

		WorkController(Tracer tracer, AsyncTaskExecutor executor) {
			this.tracer = tracer;
			this.executor = executor;
		}

		private String work() {
			this.tracer.spanBuilder("work").startSpan().end();
			Ids ids = Ids.current();
			return ids.loggedTraceId() + " " + ids.spanId() + " " + ids.spanId().equals(ids.loggedSpanId());
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return this::work;
		}

		@GetMapping("/web-async-task")
		WebAsyncTask<String> webAsyncTask() {
			return new WebAsyncTask<>(5000, this::work);
		}

		@GetMapping("/streaming")
		StreamingResponseBody streaming() {
			return (OutputStream output) -> output.write(work().getBytes(StandardCharsets.UTF_8));
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			this.executor.execute(() -> result.setResult(work()));
			return result;
		}

		@GetMapping("/future")
		CompletableFuture<String> future() {
			return CompletableFuture.supplyAsync(this::work, this.executor);
		}

	}

}
