package dev.tracing.instrument.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP/1.1 server on a plain socket. It records what arrives and misbehaves if the
 * path says so: {@code /status/418}, {@code /redirect}, {@code /flaky} (fails twice),
 * {@code /chunked}, {@code /truncated}, {@code /hang}, {@code /close}, {@code /reset},
 * {@code /garbage}.
 */
public final class RecordingHttpServer implements AutoCloseable {

	private final ServerSocket serverSocket;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "recording-http-server");
		thread.setDaemon(true);
		return thread;
	});

	private final List<Socket> connections = new CopyOnWriteArrayList<>();

	private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

	private final AtomicLong bodyBytes = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Start a server on a free port of the loopback interface.
	 */
	public RecordingHttpServer() {
		try {
			this.serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.executor.execute(this::accept);
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Return the URL of a path.
	 * @param path the path with query
	 * @return the URL
	 */
	public URI url(String path) {
		return URI.create("http://localhost:" + port() + path);
	}

	/**
	 * Return the requests that have arrived completely.
	 * @return a snapshot
	 */
	public List<ReceivedRequest> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Return the only request that has arrived.
	 * @return the request
	 */
	public ReceivedRequest request() {
		List<ReceivedRequest> received = requests();
		if (received.size() != 1) {
			throw new AssertionError("Expected one request but got " + received);
		}
		return received.get(0);
	}

	/**
	 * Return how many bytes of bodies have arrived, also of those under way.
	 * @return the number of bytes
	 */
	public long bodyBytes() {
		return this.bodyBytes.get();
	}

	private void accept() {
		while (!this.serverSocket.isClosed()) {
			try {
				Socket socket = this.serverSocket.accept();
				this.connections.add(socket);
				this.executor.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = new BufferedInputStream(socket.getInputStream());
			String requestLine = readLine(in);
			if (requestLine.isEmpty()) {
				return;
			}
			Map<String, List<String>> headers = readHeaders(in);
			String[] parts = requestLine.split(" ");
			long length = readBody(in, headers);
			this.requests.add(new ReceivedRequest(parts[0], parts[1], headers, length));
			answer(parts[0], parts[1], socket);
		}
		catch (IOException ex) {
			// A client may go away at any time; what arrived is recorded.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.connections.remove(socket);
		}
	}

	private static Map<String, List<String>> readHeaders(InputStream in) throws IOException {
		Map<String, List<String>> headers = new HashMap<>();
		String line = readLine(in);
		while (!line.isEmpty()) {
			int colon = line.indexOf(':');
			headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
				.add(line.substring(colon + 1).trim());
			line = readLine(in);
		}
		return headers;
	}

	private long readBody(InputStream in, Map<String, List<String>> headers) throws IOException {
		if (headers.containsKey("transfer-encoding")) {
			long total = 0;
			long size = readChunkSize(in);
			while (size > 0) {
				total += read(in, size);
				readLine(in);
				size = readChunkSize(in);
			}
			readLine(in);
			return total;
		}
		return read(in, Long.parseLong(headers.getOrDefault("content-length", List.of("0")).get(0)));
	}

	private static long readChunkSize(InputStream in) throws IOException {
		return Long.parseLong(readLine(in), 16);
	}

	private long read(InputStream in, long length) throws IOException {
		byte[] buffer = new byte[8192];
		long remaining = length;
		while (remaining > 0) {
			int count = in.read(buffer, 0, (int) Math.min(buffer.length, remaining));
			if (count == -1) {
				throw new IOException("Body ends early");
			}
			remaining -= count;
			this.bodyBytes.addAndGet(count);
		}
		return length;
	}

	private static String readLine(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int c = in.read();
		while (c != -1 && c != '\n') {
			if (c != '\r') {
				line.write(c);
			}
			c = in.read();
		}
		return line.toString(StandardCharsets.ISO_8859_1);
	}

	private void answer(String method, String target, Socket socket) throws IOException, InterruptedException {
		OutputStream out = socket.getOutputStream();
		String path = target.split("[?;]")[0];
		switch (path) {
			case "/redirect" -> write(out, "302 Found", "Location: " + url("/status/200"), "");
			case "/flaky" -> {
				String status = (this.failures.getAndIncrement() < 2) ? "503 Service Unavailable" : "200 OK";
				write(out, status, "X-Answer: 42", "done");
			}
			case "/chunked" ->
				writeRaw(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
						+ "4\r\ndone\r\n0\r\n\r\n");
			case "/truncated" -> writeRaw(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ndone");
			case "/hang" -> this.closed.await();
			case "/close" -> out.flush();
			case "/reset" -> socket.setSoLinger(true, 0);
			case "/garbage" -> writeRaw(out, "this is not HTTP\r\n\r\n");
			default -> {
				String status = (path.startsWith("/status/")) ? path.substring("/status/".length()) : "200";
				boolean hasBody = !method.equals("HEAD") && !status.equals("204") && !status.equals("304");
				write(out, status + " Status", "X-Answer: 42", (hasBody) ? "done" : "");
			}
		}
	}

	private static void write(OutputStream out, String status, String header, String body) throws IOException {
		String length = (body.isEmpty()) ? "" : "Content-Length: " + body.length() + "\r\nContent-Type: text/plain\r\n";
		writeRaw(out, "HTTP/1.1 " + status + "\r\n" + header + "\r\nConnection: close\r\n" + length + "\r\n" + body);
	}

	private static void writeRaw(OutputStream out, String text) throws IOException {
		out.write(text.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.serverSocket.close();
			for (Socket connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.executor.shutdownNow();
		}
	}

}
