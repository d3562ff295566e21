package dev.tracing.export.otlp;

import java.net.http.HttpHeaders;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * A collector's answer to one request, read as the OTLP/HTTP specification defines it. A
 * malformed body or header counts as absent.
 */
final class OtlpResponse {

	private final int status;

	private final HttpHeaders headers;

	private final byte[] body;

	OtlpResponse(int status, HttpHeaders headers, byte[] body) {
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	int status() {
		return this.status;
	}

	boolean isSuccess() {
		return this.status >= 200 && this.status < 300;
	}

	boolean isTooLarge() {
		return this.status == 413;
	}

	boolean isRetryable() {
		return this.status == 429 || this.status == 502 || this.status == 503 || this.status == 504;
	}

	/**
	 * Return how long the collector asks to wait.
	 * @param now the current time, for a collector that names a date
	 * @return the wait, zero or more
	 */
	Duration retryAfter(Instant now) {
		String value = header("Retry-After");
		try {
			if (!value.isEmpty() && value.charAt(0) >= '0' && value.charAt(0) <= '9') {
				return Duration.ofSeconds(Long.parseLong(value));
			}
			Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			return (date.isAfter(now)) ? Duration.between(now, date) : Duration.ZERO;
		}
		catch (DateTimeParseException | ArithmeticException | NumberFormatException ex) {
			return Duration.ZERO;
		}
	}

	/**
	 * Return how many spans the collector refused although it took the request.
	 * @return the number, zero or more
	 */
	long rejectedSpans() {
		try {
			return (isProtobuf()) ? Math.max(0, ProtobufFields.varint(partialSuccess(), 1)) : 0;
		}
		catch (BufferUnderflowException | IllegalArgumentException ex) {
			return 0;
		}
	}

	/**
	 * Return what the collector says about spans it refused or about its failure.
	 * @return at most 200 printable characters, possibly none
	 */
	String message() {
		if (!isProtobuf()) {
			return OtlpFailures.printable(new String(this.body, StandardCharsets.UTF_8));
		}
		try {
			ByteBuffer container = (isSuccess()) ? partialSuccess() : ByteBuffer.wrap(this.body);
			return OtlpFailures.printable(StandardCharsets.UTF_8.decode(ProtobufFields.bytes(container, 2)).toString());
		}
		catch (BufferUnderflowException | IllegalArgumentException ex) {
			return "";
		}
	}

	/**
	 * Return where the collector redirects to.
	 * @return the URL, or an empty string if it names none
	 */
	String location() {
		return OtlpFailures.printable(OtlpEndpoint.withoutSecrets(header("Location")));
	}

	private ByteBuffer partialSuccess() {
		return ProtobufFields.bytes(ByteBuffer.wrap(this.body), 1);
	}

	private boolean isProtobuf() {
		return header("Content-Type").toLowerCase(Locale.ROOT).contains("protobuf");
	}

	private String header(String name) {
		return this.headers.firstValue(name).orElse("").strip();
	}

}
