package dev.tracing.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to a server on the loopback interface, on which requests follow each
 * other as fast as the server answers.
 */
final class LoadClient implements AutoCloseable {

	private static final byte[] REQUEST = """
			GET /orders/4711?expand=items HTTP/1.1\r
			Host: orders.example\r
			User-Agent: Java-http-client/17.0.15\r
			Accept: text/plain\r
			\r
			""".getBytes(StandardCharsets.US_ASCII);

	private static final String CONTENT_LENGTH = "content-length:";

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	LoadClient(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(this.socket.getInputStream());
		this.out = this.socket.getOutputStream();
	}

	/**
	 * Send requests one after the other.
	 * @param requests how many
	 * @throws IOException if one is not answered, or not with 200
	 */
	void send(int requests) throws IOException {
		for (int i = 0; i < requests; i++) {
			this.out.write(REQUEST);
			receive();
		}
	}

	private void receive() throws IOException {
		String status = line();
		if (!status.startsWith("HTTP/1.1 200")) {
			throw new IOException("The server answered " + status);
		}
		int length = 0;
		for (String header = line(); !header.isEmpty(); header = line()) {
			if (header.toLowerCase(Locale.ROOT).startsWith(CONTENT_LENGTH)) {
				length = Integer.parseInt(header.substring(CONTENT_LENGTH.length()).strip());
			}
		}
		this.in.skipNBytes(length);
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next == -1) {
				throw new EOFException("The server closed the connection");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
