package dev.tracing.export.console;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * One line of OTLP JSON for each batch, as the Collector's file receiver reads it. What
 * is not ASCII is escaped, so that neither the output's charset nor a terminal changes
 * it.
 */
final class JsonFormat implements ConsoleFormat {

	private final Function<Collection<SpanData>, String> encoder;

	JsonFormat(Function<Collection<SpanData>, String> encoder) {
		this.encoder = encoder;
	}

	@Override
	public List<String> add(Collection<SpanData> spans) {
		return spans.isEmpty() ? List.of() : List.of(ascii(this.encoder.apply(spans)));
	}

	private static String ascii(String json) {
		StringBuilder line = new StringBuilder(json.length() + 16);
		for (int i = 0; i < json.length(); i++) {
			char c = json.charAt(i);
			if (c < 0x7f) {
				line.append(c);
			}
			else {
				line.append("\\u").append(HexFormat.of().toHexDigits(c));
			}
		}
		return line.append('\n').toString();
	}

	@Override
	public List<String> flush() {
		return List.of();
	}

	@Override
	public String toString() {
		return "json";
	}

}
