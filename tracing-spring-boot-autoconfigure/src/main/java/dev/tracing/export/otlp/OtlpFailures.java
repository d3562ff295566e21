package dev.tracing.export.otlp;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Words for what can go wrong between an exporter and a collector, and whether trying
 * again can help.
 */
final class OtlpFailures {

	private static final int MAX_LENGTH = 200;

	private static final int GRPC_PORT = 4317;

	private final OtlpEndpoint endpoint;

	OtlpFailures(OtlpEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Describe an answer that is no success.
	 * @param response the answer
	 * @return one line
	 */
	String describe(OtlpResponse response) {
		String answered = "answered " + response.status();
		if (response.status() >= 300 && response.status() < 400) {
			return answered + ", a redirect to '" + response.location() + "' that is not followed; set "
					+ OtlpEndpoint.PROPERTY + " to where the collector is";
		}
		String message = response.message();
		return ((message.isEmpty()) ? answered : answered + ": " + message) + hint(response.status());
	}

	private String hint(int status) {
		return switch (status) {
			case 401, 403 -> " (are the credentials in tracing.export.otlp.headers right?)";
			case 404, 405 -> (this.endpoint.hasUsualPath()) ? "" : " (the path of " + OtlpEndpoint.PROPERTY + " lacks "
					+ OtlpEndpoint.DEFAULT_PATH + ", where collectors usually listen)";
			default -> "";
		};
	}

	/**
	 * Describe why there is no answer.
	 * @param failure what happened
	 * @return one line
	 */
	String describe(IOException failure) {
		String hint = (this.endpoint.uri().getPort() == GRPC_PORT)
				? " (4317 is usually OTLP over gRPC; OTLP over HTTP usually listens on 4318)" : "";
		return describeCause(failure) + hint;
	}

	private String describeCause(IOException failure) {
		if (failure instanceof ConnectException) {
			return (find(failure, UnresolvedAddressException.class) != null)
					? "the host '" + this.endpoint.uri().getHost() + "' is unknown" : "cannot connect";
		}
		SSLException tls = find(failure, SSLException.class);
		if (tls != null) {
			return "TLS failed: " + printable(tls.getMessage())
					+ " (tracing.export.otlp.ssl.bundle sets what to trust)";
		}
		if (failure instanceof HttpTimeoutException) {
			return printable(failure.getMessage());
		}
		return "no valid HTTP answer: " + printable(failure.getMessage());
	}

	/**
	 * Return whether the same request will fail in the same way again: a peer that does
	 * not speak HTTP or whose certificate is refused, but not a connection that broke
	 * off.
	 * @param failure what happened
	 * @return {@code false} if trying again can help
	 */
	static boolean isPermanent(IOException failure) {
		if (find(failure, EOFException.class) != null || find(failure, SocketException.class) != null) {
			return false;
		}
		return failure instanceof ProtocolException || find(failure, SSLException.class) != null;
	}

	/**
	 * Make foreign text fit for a line of a log.
	 * @param text the text or what has one, or {@code null}
	 * @return at most 200 characters, none of them invisible
	 */
	static String printable(@Nullable Object text) {
		StringBuilder printable = new StringBuilder();
		if (text != null) {
			text.toString()
				.codePoints()
				.limit(MAX_LENGTH)
				.forEach((codePoint) -> printable.appendCodePoint((isVisible(codePoint)) ? codePoint : ' '));
		}
		return printable.toString().strip();
	}

	private static boolean isVisible(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		Throwable next = failure;
		while (next != null) {
			if (type.isInstance(next)) {
				return type.cast(next);
			}
			next = next.getCause();
		}
		return null;
	}

}
