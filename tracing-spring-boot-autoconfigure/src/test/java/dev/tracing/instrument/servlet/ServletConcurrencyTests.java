package dev.tracing.instrument.servlet;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.tracing.instrument.http.TestHttpClient;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracingFilter} with many requests of all kinds at once, on few
 * threads.
 */
@ParameterizedClass
@EnumSource(TestServer.class)
class ServletConcurrencyTests {

	private static final String PARENT_ID = "b7ad6b7169203331";

	private static final List<String> PATHS = List.of("/ids", "/async/ids", "/unhandled", "/async/unhandled",
			"/send-error/503", "/nobody", "/handled/409", "/raw/restart", "/raw/complete", "/raw/send-error",
			"/site.css", "/hello.txt");

	private static final int ROUNDS = 40;

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Parameter
	private TestServer server;

	@Test
	void keepsTracesApartAndThreadsClean() throws Exception {
		try (ConfigurableApplicationContext context = this.server.start(this.recorder,
				new Class<?>[] { WatchedApplication.class }, "server.tomcat.threads.max=8",
				"server.jetty.threads.max=12", "logging.level.root=off")) {
			TestHttpClient client = new TestHttpClient(
					"http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
			Map<String, String> pathsByTrace = sendAll(client);
			this.recorder.awaitQuiet();
			Map<String, Trace> traces = new HashMap<>();
			this.recorder.traces().forEach((trace) -> traces.put(trace.traceId(), trace));
			pathsByTrace.values().removeIf("/site.css"::equals);
			assertThat(traces.keySet()).isEqualTo(pathsByTrace.keySet());
			pathsByTrace.forEach((traceId, path) -> assertThat(traces.get(traceId)).hasSpanCount(1)
				.hasRoot(traces.get(traceId).root().name(),
						(span) -> span.hasKind(SpanKind.SERVER)
							.continues(traceId, PARENT_ID)
							.hasAttribute("url.path", path)));
			assertThat(context.getBean(Leftovers.class).found).isEmpty();
		}
	}

	private Map<String, String> sendAll(TestHttpClient client) throws Exception {
		Map<String, String> pathsByTrace = new HashMap<>();
		List<Future<?>> responses = new ArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			for (int round = 0; round < ROUNDS; round++) {
				for (String path : PATHS) {
					String traceId = "%032x".formatted(pathsByTrace.size() + 1);
					pathsByTrace.put(traceId, path);
					responses.add(executor.submit(() -> send(client, path, traceId)));
				}
			}
			for (Future<?> response : responses) {
				response.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		return pathsByTrace;
	}

	private static void send(TestHttpClient client, String path, String traceId) {
		HttpResponse<String> response = client.get(path, "traceparent", "00-" + traceId + "-" + PARENT_ID + "-01");
		if (response.body().contains(",")) {
			assertThat(response.body()).contains(traceId);
		}
	}

	/**
	 * Looks at what is on a thread outside of all requests.
	 */
	static class Leftovers {

		private final Queue<String> found = new ConcurrentLinkedQueue<>();

		void look() {
			if (Context.current() != Context.root() || MDC.get("traceId") != null || MDC.get("spanId") != null) {
				this.found
					.add(Thread.currentThread().getName() + " " + Context.current() + " " + MDC.getCopyOfContextMap());
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ServletApplication.class)
	static class WatchedApplication {

		@Bean
		Leftovers leftovers() {
			return new Leftovers();
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> watchTomcat(Leftovers leftovers) {
			return (factory) -> factory.addEngineValves(new ValveBase(true) {

				@Override
				public void invoke(Request request, Response response) throws IOException, ServletException {
					leftovers.look();
					getNext().invoke(request, response);
					leftovers.look();
				}

			});
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> watchJetty(Leftovers leftovers) {
			return (factory) -> factory
				.addServerCustomizers((server) -> server.setHandler(new Handler.Wrapper(server.getHandler()) {

					@Override
					public boolean handle(org.eclipse.jetty.server.Request request,
							org.eclipse.jetty.server.Response response, Callback callback) throws Exception {
						leftovers.look();
						boolean handled = super.handle(request, response, callback);
						leftovers.look();
						return handled;
					}

				}));
		}

	}

}
