package dev.tracing.instrument.http;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpAttributes}.
 */
class HttpAttributesTests {

	@Test
	void areThoseOfTheStableConventions() {
		assertThat(attributes()).containsOnly(Map.entry("client.address", AttributeType.STRING),
				Map.entry("http.request.method", AttributeType.STRING),
				Map.entry("http.request.method_original", AttributeType.STRING),
				Map.entry("http.request.resend_count", AttributeType.LONG),
				Map.entry("http.response.status_code", AttributeType.LONG),
				Map.entry("http.route", AttributeType.STRING), Map.entry("network.peer.address", AttributeType.STRING),
				Map.entry("network.peer.port", AttributeType.LONG),
				Map.entry("network.protocol.version", AttributeType.STRING),
				Map.entry("server.address", AttributeType.STRING), Map.entry("server.port", AttributeType.LONG),
				Map.entry("url.full", AttributeType.STRING), Map.entry("url.path", AttributeType.STRING),
				Map.entry("url.query", AttributeType.STRING), Map.entry("url.scheme", AttributeType.STRING),
				Map.entry("url.template", AttributeType.STRING),
				Map.entry("user_agent.original", AttributeType.STRING));
	}

	private static Map<String, AttributeType> attributes() {
		Map<String, AttributeType> attributes = new TreeMap<>();
		Arrays.stream(HttpAttributes.class.getFields())
			.map(HttpAttributesTests::key)
			.forEach((key) -> attributes.put(key.getKey(), key.getType()));
		return attributes;
	}

	private static AttributeKey<?> key(Field field) {
		try {
			return (AttributeKey<?>) field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
