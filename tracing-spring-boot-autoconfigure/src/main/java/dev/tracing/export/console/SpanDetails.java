package dev.tracing.export.console;

import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import dev.tracing.export.console.SpanForest.Row;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Writes the end of a span's line: how the span ended, what it was about, and the first
 * of the application's own attributes.
 */
final class SpanDetails {

	private static final int MAX_WIDTH = 120;

	private static final int MAX_FAILURE_WIDTH = 80;

	private static final int MAX_SUBJECT_WIDTH = 60;

	private static final int MAX_ATTRIBUTE_WIDTH = 40;

	private static final int MAX_ATTRIBUTES = 4;

	private static final long NOTICEABLE_SKEW_NANOS = 1_000_000;

	private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");

	private static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");

	private static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");

	private static final AttributeKey<String> QUERY_SUMMARY = AttributeKey.stringKey("db.query.summary");

	private static final AttributeKey<String> QUERY_TEXT = AttributeKey.stringKey("db.query.text");

	private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");

	private static final AttributeKey<String> FUNCTION = AttributeKey.stringKey("code.function.name");

	private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

	private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");

	private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");

	private static final Set<String> CONVENTIONS = Set.of("aws", "client", "cloud", "code", "db", "error", "exception",
			"faas", "http", "messaging", "network", "otel", "rpc", "server", "thread", "url", "user_agent");

	private final PrintableText text;

	private final Figures figures;

	SpanDetails(PrintableText text, Figures figures) {
		this.text = text;
		this.figures = figures;
	}

	String describe(Row row) {
		SpanData span = row.span();
		StringJoiner details = new StringJoiner("  ");
		addOutcome(details, row);
		addSubject(details, span);
		addOwnAttributes(details, span.getAttributes());
		StringJoiner line = new StringJoiner("  ");
		addUnlessEmpty(line, this.text.clean(details.toString(), MAX_WIDTH));
		addUnlessEmpty(line, oddity(row));
		return line.toString();
	}

	private void addOutcome(StringJoiner details, Row row) {
		SpanData span = row.span();
		Long statusCode = span.getAttributes().get(STATUS_CODE);
		if (row.isError()) {
			details.add((statusCode != null) ? "ERROR " + statusCode : "ERROR");
		}
		else if (statusCode != null) {
			details.add(statusCode.toString());
		}
		String failure = failure(span, (statusCode != null) ? statusCode.toString() : "");
		if (failure != null) {
			details.add(this.text.clean(failure, MAX_FAILURE_WIDTH));
		}
	}

	private static @Nullable String failure(SpanData span, String statusCode) {
		for (EventData event : span.getEvents()) {
			String type = event.getAttributes().get(EXCEPTION_TYPE);
			if (type != null) {
				String simpleType = type.substring(type.lastIndexOf('.') + 1);
				String message = event.getAttributes().get(EXCEPTION_MESSAGE);
				return (message != null) ? simpleType + ": " + message : simpleType;
			}
		}
		if (!span.getStatus().getDescription().isEmpty()) {
			return span.getStatus().getDescription();
		}
		String errorType = span.getAttributes().get(ERROR_TYPE);
		return statusCode.equals(errorType) ? null : errorType;
	}

	private void addSubject(StringJoiner details, SpanData span) {
		Attributes attributes = span.getAttributes();
		addUnlessInName(details, span, (span.getKind() == SpanKind.SERVER) ? URL_PATH : URL_FULL);
		addUnlessInName(details, span, (attributes.get(QUERY_SUMMARY) != null) ? QUERY_SUMMARY : QUERY_TEXT);
		addUnlessInName(details, span, DESTINATION);
		addUnlessInName(details, span, FUNCTION);
	}

	private void addUnlessInName(StringJoiner details, SpanData span, AttributeKey<String> key) {
		String value = span.getAttributes().get(key);
		if (value != null && !span.getName().contains(value) && !value.endsWith('.' + span.getName())) {
			details.add(this.text.clean(value, MAX_SUBJECT_WIDTH));
		}
	}

	private void addOwnAttributes(StringJoiner details, Attributes attributes) {
		int count = 0;
		for (Map.Entry<AttributeKey<?>, Object> attribute : attributes.asMap().entrySet()) {
			String key = attribute.getKey().getKey();
			if (!isConventional(key) && count++ < MAX_ATTRIBUTES) {
				details.add(this.text.clean(key + "=" + attribute.getValue(), MAX_ATTRIBUTE_WIDTH));
			}
		}
	}

	private static boolean isConventional(String key) {
		int dot = key.indexOf('.');
		return dot > 0 && CONVENTIONS.contains(key.substring(0, dot));
	}

	private String oddity(Row row) {
		if (row.isOrphan()) {
			return "(parent " + this.text.clean(row.span().getParentSpanId(), MAX_ATTRIBUTE_WIDTH) + " not here)";
		}
		Row parent = row.parent();
		if (parent != null) {
			long skew = parent.span().getStartEpochNanos() - row.span().getStartEpochNanos();
			if (skew >= NOTICEABLE_SKEW_NANOS) {
				return "(starts " + this.figures.duration(skew) + " before its parent)";
			}
		}
		return "";
	}

	private static void addUnlessEmpty(StringJoiner line, String part) {
		if (!part.isEmpty()) {
			line.add(part);
		}
	}

}
