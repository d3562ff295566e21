package dev.tracing.instrument.webflux;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import dev.tracing.logging.TracingFaults;
import dev.tracing.test.Trace;
import dev.tracing.test.TraceRecorder;
import dev.tracing.test.TracingExtension;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import reactor.netty.resources.LoopResources;

import static dev.tracing.test.TracingAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TracedHandling} with many requests of all kinds at once, on one event
 * loop.
 */
class WebFluxConcurrencyTests {

	private static final String PARENT_ID = "b7ad6b7169203331";

	private static final List<String> PATHS = List.of("/ids", "/reactive/mono/ids", "/reactive/flux/ids", "/unhandled",
			"/reactive/unhandled", "/nobody", "/handled/409", "/reactive/handled/503", "/reactive/timeout",
			"/reactive/timeout/handled", "/functional/orders/1", "/functional/throwing", "/site.css", "/hello.txt");

	private static final Pattern IDS = Pattern.compile("\\w{4,32},\\w{4,16},\\w{32},\\w{16}");

	private static final int ROUNDS = 100;

	private final TraceRecorder recorder = new TraceRecorder();

	@RegisterExtension
	final TracingExtension tracing = TracingExtension.create(this.recorder);

	@Test
	void keepsTracesApartAndEventLoopClean() throws Exception {
		try (ConfigurableApplicationContext context = TestServer.NETTY.start(this.recorder,
				new Class<?>[] { WatchedApplication.class }, "logging.level.root=off",
				"tracing.sampling.traces-per-second=-1")) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			Map<String, String> pathsByTrace = sendAll(port);
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
			assertThat(context.getBean(Leftovers.class).looks).isNotEmpty();
			assertThat(context.getBean(Leftovers.class).found).isEmpty();
			assertThat(context.getBean(TracingFaults.class).count()).isZero();
		}
	}

	private Map<String, String> sendAll(int port) throws Exception {
		Map<String, String> pathsByTrace = new HashMap<>();
		List<Future<?>> responses = new ArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			for (int round = 0; round < ROUNDS; round++) {
				for (String path : PATHS) {
					String traceId = "%032x".formatted(pathsByTrace.size() + 1);
					pathsByTrace.put(traceId, path);
					responses.add(executor.submit(() -> send(port, path, traceId)));
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

	/**
	 * Uses a connection for each request: on one that is kept alive, Reactor Netty 1.3.6
	 * stops reading after a response that ended on another thread and one that ended at
	 * once (reactor/reactor-netty#4361).
	 */
	private static @Nullable Void send(int port, String path, String traceId) throws IOException {
		String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\ntraceparent: 00-"
				+ traceId + "-" + PARENT_ID + "-01\r\n\r\n";
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(response).startsWith("HTTP/1.1 ");
			if (path.endsWith("ids")) {
				assertThat(IDS.matcher(response).results()).isNotEmpty()
					.allSatisfy((ids) -> assertThat(ids.group()).matches(traceId + ",\\w{16}," + traceId + ",\\w{16}"));
			}
		}
		return null;
	}

	/**
	 * Looks at what is on the event loop before a request gets to the application.
	 */
	static class Leftovers {

		private final Queue<String> found = new ConcurrentLinkedQueue<>();

		private final Queue<String> looks = new ConcurrentLinkedQueue<>();

		void look() {
			this.looks.add(Thread.currentThread().getName());
			if (Context.current() != Context.root() || MDC.get("traceId") != null || MDC.get("spanId") != null) {
				this.found
					.add(Thread.currentThread().getName() + " " + Context.current() + " " + MDC.getCopyOfContextMap());
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WebFluxApplication.class)
	static class WatchedApplication {

		@Bean
		Leftovers leftovers() {
			return new Leftovers();
		}

		@Bean
		NettyServerCustomizer oneWatchedEventLoop(Leftovers leftovers) {
			return (server) -> server.runOn(LoopResources.create("one-loop", 1, true))
				.doOnChannelInit(
						(observer, channel, address) -> channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {

							@Override
							public void channelRead(ChannelHandlerContext context, Object message) {
								leftovers.look();
								context.fireChannelRead(message);
								context.executor().execute(leftovers::look);
							}

						}));
		}

	}

}
