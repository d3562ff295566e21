package dev.tracing.instrument.kafka;

import java.nio.charset.StandardCharsets;

import io.opentelemetry.context.propagation.TextMapSetter;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes trace context to the headers of a record, in place of what is there under the
 * same name.
 */
enum RecordHeadersSetter implements TextMapSetter<Headers> {

	INSTANCE;

	@Override
	public void set(@Nullable Headers headers, String key, String value) {
		if (headers != null) {
			headers.remove(key);
			headers.add(key, value.getBytes(StandardCharsets.UTF_8));
		}
	}

}
