package dev.tracing.instrument;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/**
 * Puts failures on spans, after the OpenTelemetry semantic conventions ("Recording
 * errors").
 *
 * <p>
 * Internal: public for other packages of this library only, not part of its API.
 */
public final class SpanErrors {

	/**
	 * Class of error an operation ended with.
	 */
	public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

	private SpanErrors() {
	}

	/**
	 * Mark the span as failed with an exception: status, {@code error.type} and an
	 * exception event.
	 * @param span the span
	 * @param exception what the operation threw
	 */
	public static void record(Span span, Throwable exception) {
		if (!span.isRecording()) {
			return;
		}
		fail(span, typeOf(exception), exception);
		span.recordException(exception);
	}

	/**
	 * Mark the span as failed with an exception that is on the span already.
	 * @param span the span
	 * @param errorType the value of {@code error.type}
	 * @param exception what the operation threw
	 */
	public static void fail(Span span, String errorType, Throwable exception) {
		String message = exception.getMessage();
		span.setStatus(StatusCode.ERROR, (message != null) ? message : "");
		span.setAttribute(ERROR_TYPE, errorType);
	}

	/**
	 * Return the value of {@code error.type} for an exception.
	 * @param exception the exception
	 * @return its canonical class name, or the binary one of an anonymous class
	 */
	public static String typeOf(Throwable exception) {
		String canonicalName = exception.getClass().getCanonicalName();
		return (canonicalName != null) ? canonicalName : exception.getClass().getName();
	}

}
