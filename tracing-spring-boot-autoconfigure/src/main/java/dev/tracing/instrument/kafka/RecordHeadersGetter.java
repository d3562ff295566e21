package dev.tracing.instrument.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace context from the headers of a record. Of several headers of one name the
 * last counts, as it was added last. One without a value, or with a value that is too
 * long for any trace context, is none.
 */
enum RecordHeadersGetter implements TextMapGetter<Headers> {

	INSTANCE;

	private static final int MAX_BYTES = 8192;

	@Override
	public Iterable<String> keys(Headers headers) {
		Set<String> keys = new LinkedHashSet<>();
		for (Header header : headers) {
			keys.add(header.key());
		}
		return keys;
	}

	@Override
	public @Nullable String get(@Nullable Headers headers, String key) {
		Header header = (headers != null) ? headers.lastHeader(key) : null;
		return (header != null) ? valueOf(header) : null;
	}

	@Override
	public Iterator<String> getAll(@Nullable Headers headers, String key) {
		List<String> values = new ArrayList<>(1);
		if (headers != null) {
			for (Header header : headers.headers(key)) {
				String value = valueOf(header);
				if (value != null) {
					values.add(value);
				}
			}
		}
		return values.iterator();
	}

	private static @Nullable String valueOf(Header header) {
		byte[] value = header.value();
		return (value != null && value.length <= MAX_BYTES) ? new String(value, StandardCharsets.UTF_8) : null;
	}

}
