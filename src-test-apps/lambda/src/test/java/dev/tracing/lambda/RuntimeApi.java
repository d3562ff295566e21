package dev.tracing.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The Runtime API of AWS Lambda ("Using the Lambda runtime API"), from which a runtime
 * gets its invocations and to which it returns what became of them.
 */
final class RuntimeApi implements AutoCloseable {

	static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:orders";

	private static final String PATH = "/2018-06-01/runtime/";

	private final SpanReceiver receiver;

	private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();

	private final Map<String, Invocation> running = new ConcurrentHashMap<>();

	private final CompletableFuture<Void> failure = new CompletableFuture<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	/**
	 * Start the API.
	 * @param receiver gets the spans of the function
	 */
	RuntimeApi(SpanReceiver receiver) {
		this.receiver = receiver;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext(PATH, this::serve);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	String address() {
		return "127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Invoke the function and wait.
	 */
	Answer invoke(String event) throws Exception {
		return submit(event, null).get(60, TimeUnit.SECONDS);
	}

	/**
	 * Invoke the function.
	 * @param event the event, as JSON
	 * @param xRay X-Ray's header, or {@code null} for none
	 */
	CompletableFuture<Answer> submit(String event, String xRay) {
		Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, xRay, new CompletableFuture<>());
		this.waiting.add(invocation);
		this.failure.exceptionally((failure) -> {
			invocation.answer().completeExceptionally(failure);
			return null;
		});
		return invocation.answer();
	}

	/**
	 * Give up all invocations.
	 * @param reason why
	 */
	void fail(String reason) {
		this.failure.completeExceptionally(new IllegalStateException(reason));
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void serve(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath().substring(PATH.length());
			if (path.equals("invocation/next")) {
				next(exchange);
				return;
			}
			// What counts is what had arrived before the runtime posted this.
			List<SpanData> spans = this.receiver.spans();
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			String[] parts = path.split("/");
			Invocation invocation = (parts.length == 3) ? this.running.remove(parts[1]) : null;
			exchange.sendResponseHeaders(202, -1);
			if (invocation != null) {
				invocation.answer().complete(new Answer(body, parts[2].equals("error"), spans));
			}
		}
	}

	private void next(HttpExchange exchange) throws IOException {
		try {
			Invocation invocation = this.waiting.take();
			this.running.put(invocation.id(), invocation);
			Headers headers = exchange.getResponseHeaders();
			// The runtime crashes without.
			headers.set("Content-Type", "application/json");
			headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
			headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 60_000));
			headers.set("Lambda-Runtime-Invoked-Function-Arn", ARN);
			if (invocation.xRay() != null) {
				headers.set("Lambda-Runtime-Trace-Id", invocation.xRay());
			}
			byte[] event = invocation.event().getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, event.length);
			exchange.getResponseBody().write(event);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private record Invocation(String id, String event, String xRay, CompletableFuture<Answer> answer) {

	}

	/**
	 * What became of an invocation.
	 *
	 * @param body the response or the error, as JSON
	 * @param failed whether it is an error
	 * @param spans spans that had arrived at the collector when it was posted
	 */
	record Answer(String body, boolean failed, List<SpanData> spans) {

		List<String> spanNames() {
			return this.spans.stream().map(SpanData::getName).toList();
		}

		SpanData span(String name) {
			return this.spans.stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
		}

	}

}
