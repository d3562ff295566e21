package dev.tracing.export.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/**
 * What an {@link OtlpReceiver} does with one request: a plain answer with a status, or
 * some way of misbehaving. Immutable, so one instance may be scripted several times.
 */
public final class OtlpAnswer {

	private final int status;

	private final String headers;

	private final Writer writer;

	private OtlpAnswer(int status, String headers, Writer writer) {
		this.status = status;
		this.headers = headers;
		this.writer = writer;
	}

	/**
	 * Take the spans and say so.
	 * @return a 200 with an empty body
	 */
	public static OtlpAnswer ok() {
		return status(200);
	}

	/**
	 * Take the request but reject some of its spans.
	 * @param rejected the number of rejected spans
	 * @param message the reason
	 * @return a 200 with a partial success
	 */
	public static OtlpAnswer partialSuccess(long rejected, String message) {
		return ok().withHeader("Content-Type", "application/x-protobuf")
			.withBody(ExportTraceServiceResponse.newBuilder()
				.setPartialSuccess(
						ExportTracePartialSuccess.newBuilder().setRejectedSpans(rejected).setErrorMessage(message))
				.build()
				.toByteArray());
	}

	/**
	 * Answer with a status and no body.
	 * @param status the HTTP status
	 * @return the answer
	 */
	public static OtlpAnswer status(int status) {
		return answer(status, "", new byte[0]);
	}

	/**
	 * Never answers; the connection stays open until the exporter or the receiver closes
	 * it.
	 * @return the answer that does not come
	 */
	public static OtlpAnswer hang() {
		return new OtlpAnswer(0, "", (in, out) -> {
			in.transferTo(OutputStream.nullOutputStream());
			return false;
		});
	}

	/**
	 * Close the connection instead of answering.
	 * @return the answer that does not come
	 */
	public static OtlpAnswer hangUp() {
		return new OtlpAnswer(0, "", (in, out) -> false);
	}

	/**
	 * Send raw bytes in place of an HTTP response and close the connection.
	 * @param bytes what to send
	 * @return the answer
	 */
	public static OtlpAnswer raw(byte[] bytes) {
		return new OtlpAnswer(0, "", (in, out) -> {
			out.write(bytes);
			return false;
		});
	}

	/**
	 * Send the head of a 200 and then an endless body, one byte at a time.
	 * @param pause the time between two bytes
	 * @return the answer that does not end
	 */
	public static OtlpAnswer drip(Duration pause) {
		return new OtlpAnswer(0, "", (in, out) -> {
			out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			while (true) {
				out.write('x');
				out.flush();
				LockSupport.parkNanos(pause.toNanos());
			}
		});
	}

	/**
	 * Add a header.
	 * @param name the header's name
	 * @param value the header's value
	 * @return a new answer
	 */
	public OtlpAnswer withHeader(String name, String value) {
		return new OtlpAnswer(this.status, this.headers + name + ": " + value + "\r\n", this.writer);
	}

	/**
	 * Replace the body.
	 * @param body the new body
	 * @return a new answer
	 */
	public OtlpAnswer withBody(byte[] body) {
		return answer(this.status, this.headers, body);
	}

	/**
	 * Replace the body.
	 * @param body the new body, sent as UTF-8
	 * @return a new answer
	 */
	public OtlpAnswer withBody(String body) {
		return withBody(body.getBytes(StandardCharsets.UTF_8));
	}

	boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	/**
	 * Answer one request.
	 * @param in what the exporter sends
	 * @param out what the exporter reads
	 * @return whether the connection can take another request
	 * @throws IOException if the exporter hangs up
	 */
	boolean write(InputStream in, OutputStream out) throws IOException {
		if (this.status > 0) {
			out.write(("HTTP/1.1 " + this.status + " Scripted\r\n" + this.headers).getBytes(StandardCharsets.UTF_8));
		}
		boolean reusable = this.writer.write(in, out);
		out.flush();
		return reusable;
	}

	private static OtlpAnswer answer(int status, String headers, byte[] body) {
		byte[] head = ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
		return new OtlpAnswer(status, headers, (in, out) -> {
			out.write(head);
			out.write(body);
			return true;
		});
	}

	private interface Writer {

		boolean write(InputStream in, OutputStream out) throws IOException;

	}

}
