package dev.tracing.export.otlp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * OTLP/HTTP collector for tests: a real socket on the loopback address that decodes what
 * it is sent and answers as scripted.
 *
 * <pre class="code">
 * try (OtlpReceiver receiver = OtlpReceiver.start()) {
 *     // export to receiver.endpoint()
 *     List&lt;Span&gt; spans = receiver.awaitSpans(3);
 * }
 * </pre>
 *
 * Every request is recorded; only spans of requests that were answered with 2xx count as
 * received. Without a script each request is answered with an empty 200. Thread-safe.
 */
public final class OtlpReceiver implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

	private final ServerSocket server;

	private final String scheme;

	private final Queue<OtlpAnswer> script = new ConcurrentLinkedQueue<>();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();

	private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private volatile OtlpAnswer defaultAnswer = OtlpAnswer.ok();

	private OtlpReceiver(ServerSocketFactory sockets, String scheme, int port) {
		try {
			this.server = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.scheme = scheme;
		startThread(this::acceptConnections);
	}

	/**
	 * Start a receiver on a free port.
	 * @return the running receiver
	 */
	public static OtlpReceiver start() {
		return start(0);
	}

	/**
	 * Start a receiver on a given port, for instance one that an earlier receiver had.
	 * @param port the port, or 0 for any free one
	 * @return the running receiver
	 */
	public static OtlpReceiver start(int port) {
		return new OtlpReceiver(ServerSocketFactory.getDefault(), "http", port);
	}

	/**
	 * Start a receiver that speaks TLS on a free port.
	 * @param context holds the server's key
	 * @return the running receiver
	 */
	public static OtlpReceiver startTls(SSLContext context) {
		return new OtlpReceiver(context.getServerSocketFactory(), "https", 0);
	}

	/**
	 * Script the answers to the next requests, one each; later requests get the default
	 * answer.
	 * @param answers the answers, in order
	 * @return this receiver
	 */
	public OtlpReceiver answer(OtlpAnswer... answers) {
		this.script.addAll(List.of(answers));
		return this;
	}

	/**
	 * Set the answer to every request that has no scripted one.
	 * @param answer the answer
	 * @return this receiver
	 */
	public OtlpReceiver answerAlways(OtlpAnswer answer) {
		this.defaultAnswer = answer;
		return this;
	}

	/**
	 * Return the URL to export to.
	 * @return the URL of this receiver's {@code /v1/traces}
	 */
	public String endpoint() {
		return url("/v1/traces");
	}

	/**
	 * Return a URL on this receiver.
	 * @param path the path, empty or starting with a slash
	 * @return the URL
	 */
	public String url(String path) {
		return this.scheme + "://localhost:" + port() + path;
	}

	/**
	 * Return the port this receiver listens on.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Return every request so far, also those that were answered with a failure.
	 * @return the requests, oldest first
	 */
	public List<Request> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Wait until a number of requests has arrived.
	 * @param count the least number
	 * @return all requests so far, oldest first
	 */
	public List<Request> awaitRequests(int count) {
		await("requests").until(() -> this.requests.size() >= count);
		return requests();
	}

	/**
	 * Return the received spans with their resources and scopes.
	 * @return the received spans, in order of arrival
	 */
	public List<ResourceSpans> resourceSpans() {
		return List.copyOf(this.received);
	}

	/**
	 * Return the received spans.
	 * @return the spans, in order of arrival
	 */
	public List<Span> spans() {
		List<Span> spans = new ArrayList<>();
		for (ResourceSpans resourceSpans : this.received) {
			spans.addAll(spansOf(resourceSpans));
		}
		return spans;
	}

	/**
	 * Wait until a number of spans has been received.
	 * @param count the least number
	 * @return all spans received so far, sorted by start time
	 */
	public List<Span> awaitSpans(int count) {
		await("spans").until(() -> spans().size() >= count);
		List<Span> spans = spans();
		spans.sort(Comparator.comparing(Span::getStartTimeUnixNano, Long::compareUnsigned));
		return spans;
	}

	/**
	 * Forget all requests and received spans; scripted answers stay.
	 */
	public void clear() {
		this.requests.clear();
		this.received.clear();
	}

	/**
	 * Stop listening, close all connections and wait for the threads to end.
	 */
	@Override
	public void close() {
		closeQuietly(this.server);
		await("the connections to close").until(() -> {
			this.connections.forEach(OtlpReceiver::closeQuietly);
			return this.threads.isEmpty();
		});
	}

	private void acceptConnections() {
		while (!this.server.isClosed()) {
			try {
				Socket connection = this.server.accept();
				this.connections.add(connection);
				startThread(() -> serve(connection));
			}
			catch (IOException ex) {
				closeQuietly(this.server);
			}
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			InputStream in = new BufferedInputStream(connection.getInputStream());
			Request request = Request.read(in);
			while (request != null) {
				OtlpAnswer next = this.script.poll();
				OtlpAnswer answer = (next != null) ? next : this.defaultAnswer;
				if (answer.isSuccess()) {
					this.received.addAll(request.message().getResourceSpansList());
				}
				this.requests.add(request);
				if (!answer.write(in, connection.getOutputStream())) {
					return;
				}
				request = Request.read(in);
			}
		}
		catch (IOException ex) {
			// An exporter that hangs up is what some tests are about.
		}
		finally {
			this.connections.remove(connection);
		}
	}

	private void startThread(Runnable task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			finally {
				this.threads.remove(Thread.currentThread());
			}
		}, "otlp-receiver-" + port());
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private static ConditionFactory await(String what) {
		return Awaitility.await(what)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(POLL_INTERVAL)
			.atMost(PATIENCE);
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Span> spansOf(ResourceSpans resourceSpans) {
		List<Span> spans = new ArrayList<>();
		for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
			spans.addAll(scopeSpans.getSpansList());
		}
		return spans;
	}

	/**
	 * One HTTP request as it arrived.
	 *
	 * @param method the HTTP method
	 * @param target the path with the query
	 * @param headers the headers, names in any case
	 * @param body the body as sent, possibly compressed
	 */
	public record Request(String method, String target, Map<String, List<String>> headers, byte[] body) {

		/**
		 * Return a header's only value.
		 * @param name the header's name
		 * @return the value, or {@code null} without this header
		 */
		public String header(String name) {
			List<String> values = this.headers.getOrDefault(name, List.of());
			if (values.size() > 1) {
				throw new IllegalStateException(name + " was sent more than once: " + values);
			}
			return values.isEmpty() ? null : values.get(0);
		}

		/**
		 * Return the decompressed and decoded body.
		 * @return the message
		 */
		public ExportTraceServiceRequest message() {
			try {
				return ExportTraceServiceRequest.parseFrom(content());
			}
			catch (InvalidProtocolBufferException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Return the spans of this request.
		 * @return the spans in the order sent
		 */
		public List<Span> spans() {
			List<Span> spans = new ArrayList<>();
			for (ResourceSpans resourceSpans : message().getResourceSpansList()) {
				spans.addAll(spansOf(resourceSpans));
			}
			return spans;
		}

		private byte[] content() {
			if (!"gzip".equals(header("Content-Encoding"))) {
				return this.body;
			}
			try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(this.body))) {
				return in.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static Request read(InputStream in) throws IOException {
			String requestLine = readLine(in);
			if (requestLine == null) {
				return null;
			}
			String[] parts = requestLine.split(" ");
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (String line = readLine(in); line != null && !line.isEmpty(); line = readLine(in)) {
				int colon = line.indexOf(':');
				headers.computeIfAbsent(line.substring(0, colon), (name) -> new ArrayList<>())
					.add(line.substring(colon + 1).strip());
			}
			return new Request(parts[0], parts[1], Collections.unmodifiableMap(headers), readBody(in, headers));
		}

		private static byte[] readBody(InputStream in, Map<String, List<String>> headers) throws IOException {
			if (headers.getOrDefault("Transfer-Encoding", List.of()).contains("chunked")) {
				return readChunks(in);
			}
			List<String> length = headers.getOrDefault("Content-Length", List.of("0"));
			return in.readNBytes(Integer.parseInt(length.get(0)));
		}

		private static byte[] readChunks(InputStream in) throws IOException {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			int size = Integer.parseInt(readLine(in), 16);
			while (size > 0) {
				body.write(in.readNBytes(size));
				readLine(in);
				size = Integer.parseInt(readLine(in), 16);
			}
			readLine(in);
			return body.toByteArray();
		}

		private static String readLine(InputStream in) throws IOException {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			for (int next = in.read(); next != '\n'; next = in.read()) {
				if (next == -1) {
					return null;
				}
				line.write(next);
			}
			return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%s %s %s, %d bytes", this.method, this.target, this.headers,
					this.body.length);
		}

	}

}
